// SPDX-License-Identifier: Apache-2.0

import ClusterState
import Testing

/// `State.event` for tasks and `Task.event`.
@Suite struct TaskMergeTests {
    /// Celery's precedence (`celery.states`), written once more.
    private static let ranks = [
        "SUCCESS": 0, "FAILURE": 1, "REVOKED": 3, "STARTED": 4, "RECEIVED": 5, "REJECTED": 6, "RETRY": 7, "PENDING": 8,
    ]
    private static let states = [
        "sent": "PENDING", "received": "RECEIVED", "started": "STARTED", "succeeded": "SUCCESS", "failed": "FAILURE",
        "retried": "RETRY", "revoked": "REVOKED", "rejected": "REJECTED", "progress": "PROGRESS", "foo-bar": "FOO-BAR",
    ]

    @Test(arguments: states.keys.sorted(), states.keys.sorted())
    func `the state follows Celery's precedence`(first: String, second: String) throws {
        let cluster = Cluster()
        try cluster.task(first, "u", at: 1_000)
        try cluster.task(second, "u", #""result": "r", "args": "a", "name": "n""#, clock: 2, at: 1_001)
        let task = try #require(cluster.content("u"))
        let old = try #require(Self.states[first])
        let new = try #require(Self.states[second])
        func rank(_ state: String) -> Int { Self.ranks[state] ?? 2 }
        let isStale = new != "RETRY" && old != "RETRY" && rank(new) > rank(old)
        #expect(task.state == (isStale ? old : new))
        #expect(task.isReady == ["SUCCESS", "FAILURE", "REVOKED"].contains(task.state ?? ""))
        // A stale task-received brings only some attributes, everything else brings all.
        let isPartial = isStale && new == "RECEIVED"
        #expect(task.timestamp == (isPartial ? 1_000 : 1_001))
        #expect(task.clock == (isPartial ? 1 : 2) || first == "sent" || second == "sent")
        #expect(task.type == "task-\(isPartial ? first : second)")
        #expect(task.values[.result] == (isPartial ? nil : "r"))
        #expect(task.values[.args] == "a")
        #expect(task.name == "n")
        for (subject, time) in [(second, 1_001.0), (first, 1_000.0)].reversed() where subject != second || time == 1_001
        {
            guard let kind = TaskTime.allCases.first(where: { "\($0)" == subject }) else { continue }
            #expect(task.times[kind] == time)
        }
        #expect(task.times.count == Set([first, second]).intersection(TaskTime.allCases.map { "\($0)" }).count)
    }

    @Test func `all eight kinds of time are kept`() throws {
        let cluster = Cluster()
        var expected: [TaskTime: Double] = [:]
        for round in 0..<3 {
            for (number, kind) in TaskTime.allCases.enumerated() {
                let time = 1_000 + Double(round * 10 + number)
                try cluster.task("\(kind)", "u", round == 1 ? #""args": "a""# : "", at: time)
                expected[kind] = time
                #expect(cluster.content("u")?.times == expected)
            }
        }
        #expect(cluster.content("u")?.values == [.args: "a"])
        #expect(cluster.content("u")?.attributes == [:])
    }

    @Test(arguments: [
        ("progress", "PROGRESS"), ("cancelled", "CANCELLED"), ("", ""), ("größe", "GRÖSSE"), ("\u{301}x", "\u{301}X"),
        ("sent-", "SENT-"), ("straße", "STRASSE"),
    ]) func `a custom event makes its subject the state`(subject: String, state: String) throws {
        let cluster = Cluster()
        try cluster.task(subject, "u")
        let task = try #require(cluster.content("u"))
        #expect(task.state.map { Array($0.unicodeScalars) } == Array(state.unicodeScalars))
        #expect(task.times.isEmpty)
        #expect(task.isReady == false)
    }

    @Test func `a null overwrites, as in Celery`() throws {
        let cluster = Cluster()
        try cluster.task(
            "received", "u", #""name": "n", "args": "a", "retries": 3, "eta": "e", "parent_id": "p", "mine": 1"#)
        try cluster.task(
            "started", "u",
            #""name": null, "args": null, "retries": null, "eta": null, "parent_id": null, "mine": null"#)
        let task = try #require(cluster.content("u"))
        #expect(task.name == nil)
        #expect(task.values == [:])
        #expect(task.attributes == ["mine": "null"])
    }

    @Test func `the client and the worker are told apart`() throws {
        let cluster = Cluster()
        try cluster.task("sent", "u", host: "gen1@c")
        #expect(cluster.content("u")?.client == "gen1@c")
        #expect(cluster.content("u")?.worker == nil)
        #expect(cluster.content("u")?.hostname == "gen1@c")
        #expect(cluster.hosts.isEmpty)
        try cluster.task("received", "u", #""pid": 77, "utcoffset": -6"#)
        let task = try #require(cluster.content("u"))
        #expect(task.client == "gen1@c")
        #expect(task.worker == "w@h")
        #expect(task.hostname == "w@h")
        #expect(task.pid == 77)
        #expect(task.utcOffset == -6)
        #expect(cluster.hosts == ["w@h"])
        #expect(cluster.state.taskEventCount == 1)
    }

    @Test func `attributes of any name and kind are kept`() throws {
        let cluster = Cluster()
        try cluster.task(
            "progress", "u",
            #""a": 1, "b": "x", "c": null, "d": [1, {"e": 2.5}], "f": true, "g": -1.5, "": "empty", "signum": 15, "loadavg": 3"#
        )
        try cluster.task("progress", "u", #""a": 2, "h": "new", "b": {"now": "JSON"}"#)
        #expect(
            cluster.content("u")?.attributes == [
                "a": "2", "b": #"{"now":"JSON"}"#, "c": "null", "d": #"[1, {"e":2.5}]"#, "f": "true", "g": "-1.5",
                "": "empty", "signum": "15", "loadavg": "3", "h": "new",
            ])
    }

    @Test func `a value of an unexpected kind stays as it is`() throws {
        let cluster = Cluster()
        try cluster.task(
            "received", "u",
            #""args": [1, 2], "kwargs": {"a": 1}, "retries": "many", "eta": 5, "root_id": 7, "parent_id": [1], "queue": 3, "result": null, "runtime": 123456789012345678901, "name": 5, "pid": "p", "utcoffset": 99"#
        )
        let task = try #require(cluster.content("u"))
        #expect(
            task.values == [
                .args: "[1, 2]", .kwargs: #"{"a":1}"#, .retries: "many", .eta: "5", .rootID: "7", .parentID: "[1]",
                .queue: "3", .runtime: "123456789012345678901",
            ])
        #expect(task.name == nil)
        #expect(task.attributes == ["name": "5", "pid": "p", "utcoffset": "99"])
    }

    @Test func `what was unexpected gives way to what is not`() throws {
        let cluster = Cluster()
        try cluster.task("received", "u", #""name": 5, "pid": "p", "utcoffset": 99"#)
        try cluster.task("started", "u", #""name": "n", "pid": 6, "utcoffset": 1"#)
        let task = try #require(cluster.content("u"))
        #expect(task.name == "n")
        #expect(task.pid == 6)
        #expect(task.utcOffset == 1)
        #expect(task.attributes == [:])
    }

    @Test func `queue, exchange and routing key change one by one`() throws {
        let cluster = Cluster()
        try cluster.task("sent", "u", #""queue": "q", "exchange": "", "routing_key": "r""#)
        #expect(cluster.content("u")?.values == [.queue: "q", .exchange: "", .routingKey: "r"])
        try cluster.task("sent", "u", #""exchange": "x""#)
        #expect(cluster.content("u")?.values == [.queue: "q", .exchange: "x", .routingKey: "r"])
        try cluster.task("sent", "u", #""queue": null, "routing_key": "a\u0000b""#)
        #expect(cluster.content("u")?.values == [.exchange: "x", .routingKey: "a\0b"])
        try cluster.task("sent", "u", #""queue": "q2", "exchange": "e2", "routing_key": "r2", "args": "()""#)
        #expect(cluster.content("u")?.values == [.queue: "q2", .exchange: "e2", .routingKey: "r2", .args: "()"])
    }

    @Test(arguments: [
        "00000000-0000-0000-0000-000000000000", "01234567-89ab-cdef-0123-456789abcdef",
        "01234567-89AB-CDEF-0123-456789ABCDEF",
        "order:42/παραγγελία 1", "x", "", "0123456789abcdef0123456789abcdef", String(repeating: "long", count: 30_000),
    ]) func `a task's id has any form`(uuid: String) throws {
        let cluster = Cluster()
        try cluster.task("sent", uuid, #""root_id": "\#(uuid)", "args": "a""#)
        try cluster.task("received", uuid, #""parent_id": "\#(uuid)""#)
        #expect(cluster.uuids == [uuid])
        let task = try #require(cluster.content(uuid))
        #expect(task.values[.rootID] == uuid)
        #expect(task.values[.parentID] == uuid)
        #expect(task.attributes == [:])
        let other = Cluster()
        try other.task("sent", "y", #""root_id": "\#(uuid)", "parent_id": "\#(uuid)""#)
        #expect(other.content("y")?.values == [.rootID: uuid, .parentID: uuid])
    }

    @Test(arguments: [0, 1, 7, 8, 127, 1_000, 1_024, 65_534, 65_535, 65_536, 131_000, 131_072, 1 << 20, 2 << 20])
    func `a text has any length`(count: Int) throws {
        let cluster = Cluster()
        let text = String(repeating: "x", count: count)
        try cluster.task("failed", "u", #""traceback": "\#(text)""#)
        try cluster.task("failed", "u", #""exception": "\#(text)", "mine": "\#(text)""#)
        let task = try #require(cluster.content("u"))
        #expect(task.values[.traceback] == text)
        #expect(task.values[.exception] == text)
        #expect(task.attributes == ["mine": text])
        try cluster.task("failed", "u", #""traceback": "t""#)
        #expect(cluster.content("u")?.values == [.traceback: "t", .exception: text])
    }
}
