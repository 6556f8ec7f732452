// SPDX-License-Identifier: Apache-2.0

import ClusterState
import Testing

@Suite struct LimitTests {
    @Test func `the task that came first goes first, whatever it did since`() throws {
        let cluster = Cluster(limits: Limits(maxTasks: 3))
        for uuid in ["a", "b", "c"] { try cluster.task("received", uuid) }
        try cluster.task("started", "a")
        try cluster.task("received", "d")
        #expect(cluster.uuids == ["b", "c", "d"])
    }

    @Test func `a parent becomes the newest with every event of its children`() throws {
        let cluster = Cluster(limits: Limits(maxTasks: 3))
        for uuid in ["a", "b"] { try cluster.task("received", uuid) }
        try cluster.task("received", "c", #""parent_id": "a""#)
        #expect(cluster.uuids == ["b", "c", "a"])
        try cluster.task("started", "c")
        try cluster.task("received", "d")
        #expect(cluster.uuids == ["c", "a", "d"])
        try cluster.task("started", "c")
        #expect(cluster.uuids == ["c", "d", "a"])
    }

    @Test func `a retried task is its own parent`() throws {
        let cluster = Cluster()
        try cluster.task("received", "a")
        try cluster.task("received", "b")
        try cluster.task("received", "a", #""parent_id": "a""#)
        #expect(cluster.uuids == ["b", "a"])
    }

    @Test func `children find their parent in any order`() throws {
        let cluster = Cluster()
        try cluster.task("received", "c", #""parent_id": "p""#)
        try cluster.task("received", "d", #""parent_id": "p""#)
        #expect(cluster.state.children() == [:])
        try cluster.task("received", "p")
        try cluster.task("received", "e", #""parent_id": "p""#)
        #expect(cluster.state.children().mapValues { $0.sorted() } == ["p": ["c", "d", "e"]])
    }

    @Test func `families end with their members`() throws {
        let cluster = Cluster(limits: Limits(maxTasks: 2))
        try cluster.task("received", "p")
        try cluster.task("received", "c", #""parent_id": "p""#)
        try cluster.task("received", "x")
        #expect(cluster.uuids == ["p", "x"])
        #expect(cluster.state.children() == [:])
        try cluster.task("received", "c")
        #expect(cluster.state.children() == [:])
    }

    @Test func `clearing leaves what is not ready, without its place in time`() throws {
        let cluster = Cluster()
        for subject in [
            "sent", "received", "started", "succeeded", "failed", "retried", "revoked", "rejected", "progress",
        ] {
            try cluster.task(subject, subject)
        }
        try cluster.worker("online", "x@h")
        cluster.state.clear(ready: true)
        #expect(cluster.uuids == ["sent", "received", "started", "retried", "rejected", "progress"])
        #expect(cluster.hosts == [])
        #expect(cluster.byTime == [])
        try cluster.task("started", "started")
        #expect(cluster.byTime == ["started"])
        cluster.state.clear(ready: false)
        #expect(cluster.uuids == [])
        #expect(cluster.state.taskCount == 0)
    }

    @Test func `task types are sorted by code points and stay`() throws {
        let cluster = Cluster(limits: Limits(maxTasks: 1))
        for name in ["b", "\u{10000}", "é", "a", "\u{fffd}", "B"] {
            try cluster.task("received", name, #""name": "\#(name)""#)
        }
        try cluster.apply(#"{"type": "custom-x", "name": "not a task"}"#)
        cluster.state.clear(ready: false)
        #expect(cluster.state.taskTypes() == ["B", "a", "b", "é", "\u{fffd}", "\u{10000}"])
    }

    @Test func `the indexes hold tasks whose first event named them`() throws {
        let cluster = Cluster()
        try cluster.task("sent", "a", #""name": "n""#, host: "gen1@c")
        try cluster.task("received", "a", #""name": "n""#)
        try cluster.task("received", "b", #""name": "n""#)
        try cluster.task("started", "c")
        try cluster.task("received", "c", #""name": "n""#)
        #expect(cluster.state.tasks(ofType: "n") == ["a", "b"])
        #expect(cluster.state.tasks(ofWorker: "gen1@c") == ["a"])
        #expect(cluster.state.tasks(ofWorker: "w@h") == ["b"])
    }

    @Test func `the bytes of payloads have a limit`() throws {
        let cluster = Cluster(limits: Limits(maxBytes: 100_000))
        let text = String(repeating: "x", count: 10_000)
        for number in 0..<100 { try cluster.task("received", "u\(number)", #""args": "\#(text)""#) }
        #expect((5...10).contains(cluster.state.taskCount))
        #expect(cluster.uuids.last == "u99")
        #expect(cluster.state.memoryUse.payload <= 110_000)
    }
}
