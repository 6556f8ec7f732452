// SPDX-License-Identifier: Apache-2.0

import CeleryEvents
import ClusterState
import Testing

/// What is put right without `celery_exact`; docs/celery-differences.md names each of these tests.
@Suite struct CeleryDifferenceTests {
    @Test func `timestamps are UTC already and are not moved`() throws {
        for (exact, expected) in [(false, 100_000.0), (true, 82_000)] {
            let cluster = Cluster(celeryExact: exact)
            try cluster.task("sent", "u", #""utcoffset": 5"#, at: 100_000)
            #expect(cluster.content("u")?.timestamp == expected)
            #expect(cluster.content("u")?.times[.sent] == expected)
            #expect(cluster.content("u")?.utcOffset == 5)
        }
    }

    @Test func `a worker that said goodbye is not revived by its late task events`() throws {
        for (exact, expected) in [(false, []), (true, [1_002.0])] {
            let cluster = Cluster(celeryExact: exact)
            try cluster.worker("online", at: 1_000)
            try cluster.worker("offline", at: 1_001)
            try cluster.task("succeeded", "u", at: 1_002)
            #expect(cluster.heartbeats() == expected)
            #expect(cluster.state.aliveWorkers(at: 1_003) == (exact ? ["w@h"] : []))
            #expect(cluster.content("u")?.worker == "w@h")
            try cluster.worker("heartbeat", at: 1_004)
            #expect(cluster.state.aliveWorkers(at: 1_005) == ["w@h"])
            try cluster.task("succeeded", "u", at: 1_006)
            #expect(cluster.heartbeats()?.last == 1_006)
        }
    }

    @Test(arguments: ["null", #""7""#]) func `a clock that is no number does not end the recording`(clock: String)
        throws
    {
        let body =
            #"{"type": "task-started", "uuid": "u", "hostname": "w@h", "timestamp": 1000, "clock": \#(clock)}"#
        let cluster = Cluster()
        try cluster.apply(body)
        #expect(cluster.content("u")?.state == "STARTED")
        #expect(cluster.content("u")?.clock == 1)
        #expect(cluster.state.faults.isEmpty)

        let exact = Cluster(celeryExact: true)
        try exact.apply(body)
        #expect(exact.uuids.isEmpty)
        #expect(exact.state.eventCount == 0)
        #expect(exact.state.faults == [.badClock: 1])
    }

    @Test func `an offset that is no number does not end the recording`() throws {
        let body = #"{"type": "task-started", "uuid": "u", "hostname": "w@h", "timestamp": 1000, "utcoffset": null}"#
        let cluster = Cluster()
        try cluster.apply(body)
        #expect(cluster.content("u")?.timestamp == 1_000)
        #expect(cluster.state.faults.isEmpty)

        let exact = Cluster(celeryExact: true)
        try exact.apply(body)
        #expect(exact.state.faults == [.badTime: 1])
    }

    @Test func `a task that names itself as its parent makes no loop`() throws {
        for (exact, expected) in [(false, [:]), (true, ["u": ["u"]])] {
            let cluster = Cluster(celeryExact: exact)
            try cluster.task("received", "u", #""parent_id": "u", "retries": 1"#)
            #expect(cluster.state.children() == expected)
            #expect(cluster.content("u")?.values[.parentID] == "u")
        }
    }

    @Test func `clearing resets no counter`() throws {
        for (exact, expected) in [(false, 2), (true, 0)] as [(Bool, UInt64)] {
            let cluster = Cluster(celeryExact: exact)
            try cluster.task("received", "u")
            try cluster.task("succeeded", "u")
            cluster.state.clear()
            #expect(cluster.state.eventCount == expected)
            #expect(cluster.state.taskEventCount == expected / 2)
        }
    }

    @Test(arguments: [
        (#"{"hostname": "w@h"}"#, EventFault.noType), (#"{"type": 5}"#, .noType),
        (#"{"type": "task-started", "hostname": "w@h", "timestamp": 1}"#, .noUUID),
        (#"{"type": "task-started", "uuid": "u", "timestamp": 1}"#, .noHostname),
        (#"{"type": "task-started", "uuid": "u", "hostname": "w@h"}"#, .noTimestamp),
    ]) func `an event that Celery dies of is left out and counted`(body: String, fault: EventFault) throws {
        for exact in [false, true] {
            let cluster = Cluster(celeryExact: exact)
            try cluster.apply(body)
            try cluster.task("started", "v")
            #expect(cluster.uuids == ["v"])
            #expect(cluster.state.faults == [fault: 1])
            #expect(cluster.state.eventCount == (fault == .noType ? 1 : 2))
        }
    }

    @Test func `an election does not end the recording`() throws {
        let cluster = Cluster()
        try cluster.worker("elect", "w@h", #""id": "x", "topic": "t""#)
        #expect(cluster.hosts == ["w@h"])
    }
}
