// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ClusterState

/// `State.event` for workers and `Worker.event`.
@Suite struct WorkerTests {
    @Test(
        arguments: [
            ([10.0, 20, 30, 40], 50.0, [20.0, 30, 40, 50]), ([10, 20, 30, 40], 5, [5, 20, 30, 40]),
            ([10, 20, 30, 40], 40, [20, 30, 40, 40]), ([10, 20, 30, 40], 35, [20, 30, 35, 40]), ([], 7, [7]),
            ([10], 5, [5, 10]), ([10, 30], 20, [10, 20, 30]), ([10, 20, 20], 20, [10, 20, 20, 20]),
            ([10, 20, 30, 40], 15, [15, 20, 30, 40]),
        ] as [([Double], Double, [Double])]) func `four heartbeats are kept in order`(
            before: [Double], new: Double, after: [Double]
        ) throws
    {
        let cluster = Cluster()
        if before.isEmpty { try cluster.worker("offline", at: 1) }
        for time in before { try cluster.worker("heartbeat", at: time) }
        try cluster.worker("heartbeat", at: new)
        #expect(cluster.heartbeats() == after)
    }

    @Test func `a worker's heartbeat is when it came, a task's when it was sent`() throws {
        let cluster = Cluster()
        try cluster.worker("heartbeat", at: 1_000, received: 1_003)
        try cluster.task("started", "u", at: 1_004, received: 1_009)
        #expect(cluster.heartbeats() == [1_003, 1_004])
    }

    @Test func `a time that is zero or absent is no heartbeat`() throws {
        let cluster = Cluster()
        try cluster.worker("online", at: 0, received: 5)
        #expect(cluster.heartbeats() == [])
        try cluster.worker("online", at: 5, received: 0)
        #expect(cluster.heartbeats() == [])
        try cluster.apply(#"{"type": "worker-online", "hostname": "x@h"}"#)
        #expect(cluster.hosts == ["w@h"])
        #expect(cluster.state.eventCount == 3)
        #expect(cluster.state.faults.isEmpty)
    }

    @Test(arguments: [(#""freq": 2.0"#, 4.0), (#""freq": 5"#, 10.0), ("", 120.0), (#""freq": null"#, 120.0)])
    func `a worker lives twice its frequency`(freq: String, seconds: Double) throws {
        let cluster = Cluster()
        try cluster.worker("online", "w@h", freq, at: 1_000)
        #expect(cluster.state.aliveWorkers(at: 1_000 + seconds - 0.001) == ["w@h"])
        #expect(cluster.state.aliveWorkers(at: 1_000 + seconds) == [])
    }

    @Test func `offline empties the heartbeats and keeps the worker`() throws {
        let cluster = Cluster()
        try cluster.worker("offline", "unknown@h")
        #expect(cluster.hosts == [])
        try cluster.worker("online")
        try cluster.worker("offline", "w@h", #""processed": 9"#)
        #expect(cluster.hosts == ["w@h"])
        #expect(cluster.heartbeats() == [])
        #expect(cluster.state.aliveWorkers(at: 1_000) == [])
        cluster.state.forEachWorker { #expect($0.processed == 9 && $0.saidOffline) }
    }

    @Test func `every attribute of a worker's events is kept`() throws {
        let cluster = Cluster()
        try cluster.worker(
            "online", "w@h",
            #""pid": 7, "active": 1, "processed": 20, "loadavg": [0.5, 1, 2.25], "sw_ident": "py-celery", "sw_ver": "5.6.3", "sw_sys": "Linux", "utcoffset": -1, "mine": {"a": 1}"#
        )
        try cluster.worker("heartbeat", "w@h", #""active": 2, "freq": 5"#)
        cluster.state.forEachWorker { worker in
            #expect(worker.pid == 7)
            #expect(worker.active == 2)
            #expect(worker.processed == 20)
            #expect(worker.clock == 1)
            #expect(worker.freq == 5)
            #expect(worker.loadavg.map { [$0.0, $0.1, $0.2] } == [0.5, 1, 2.25])
            #expect(worker.swIdent.map { "\(AttributeText($0))" } == "py-celery")
            #expect(worker.swVer.map { "\(AttributeText($0))" } == "5.6.3")
            #expect(worker.swSys.map { "\(AttributeText($0))" } == "Linux")
            var others: [String: String] = [:]
            worker.forEachAttribute { others[String(decoding: $0, as: UTF8.self)] = "\(AttributeText($1))" }
            #expect(
                others == ["type": "worker-heartbeat", "timestamp": "1000.0", "utcoffset": "-1", "mine": #"{"a":1}"#])
        }
    }

    @Test func `a host is warned about once`() throws {
        let cluster = Cluster()
        try cluster.worker("online", "a@h", at: 1_000.9, received: 1_016)
        #expect(cluster.state.takeDriftWarnings() == [])
        try cluster.worker("heartbeat", "a@h", at: 1_000, received: 1_017)
        try cluster.task("started", "u", host: "b@h", at: 1_100, received: 1_050)
        try cluster.worker("heartbeat", "a@h", at: 1_000, received: 1_099)
        #expect(
            cluster.state.takeDriftWarnings() == [
                DriftWarning(hostname: "a@h", drift: 17, timestamp: 1_000, localReceived: 1_017),
                DriftWarning(hostname: "b@h", drift: 50, timestamp: 1_100, localReceived: 1_050),
            ])
        #expect(cluster.state.takeDriftWarnings() == [])
    }

    @Test func `the oldest worker goes when there are too many`() throws {
        let cluster = Cluster(limits: Limits(maxWorkers: 2))
        try cluster.worker("online", "a@h")
        try cluster.worker("online", "b@h")
        try cluster.worker("heartbeat", "a@h")
        try cluster.task("started", "u", host: "c@h")
        #expect(cluster.hosts == ["b@h", "c@h"])
        try cluster.worker("online", "a@h")
        #expect(cluster.hosts == ["c@h", "a@h"])
        #expect(cluster.state.workerCount == 2)
    }
}
