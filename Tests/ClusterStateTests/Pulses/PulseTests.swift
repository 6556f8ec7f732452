// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ClusterState

/// What the numbers in workers' events say.
@Suite struct PulseTests {
    private let cluster = Cluster()

    private var pulse: WorkerPulse? { cluster.state.pulses.first }

    /// A heartbeat of the main process.
    private func beat(
        _ clock: Int, _ processed: Int? = 0, pid: Int = 7, host: String = "w@h", subject: String = "heartbeat",
        at time: Double? = nil, _ more: String = ""
    ) throws {
        let count = processed.map { #", "processed": \#($0)"# } ?? ""
        try cluster.apply(
            """
            {"type": "worker-\(subject)", "hostname": "\(host)", "pid": \(pid), "clock": \(clock)\(count), \
            "freq": 2.0, "timestamp": \(time ?? 1_000 + Double(clock))\(more)}
            """, received: time ?? 1_000 + Double(clock))
    }

    /// Events of tasks, in one message.
    private func tasks(
        _ events: [(clock: Int, subject: String)], pid: Int = 7, host: String = "w@h", uuid: String = "u"
    ) throws {
        let bodies = events.map {
            """
            {"type": "task-\($0.subject)", "uuid": "\(uuid)", "hostname": "\(host)", "pid": \(pid), \
            "clock": \($0.clock), "runtime": 0.01, "timestamp": \(1_000 + Double($0.clock))}
            """
        }
        try cluster.apply("[\(bodies.joined(separator: ", "))]", received: 1_000 + Double(events.last?.clock ?? 0))
    }

    @Test func `a worker's events are counted with its heartbeats`() throws {
        try beat(1, subject: "online")
        try tasks([(2, "received"), (3, "started"), (4, "succeeded")])
        try beat(5, 1)
        try beat(9, 1)
        let pulse = try #require(pulse)
        #expect(pulse.pid == 7)
        #expect(pulse.freq == 2)
        #expect(pulse.heard == 1_009)
        #expect(pulse.sendsTaskEvents)
        #expect(pulse.settledBeat.clock == 5)
        #expect(pulse.settledBeat.events == 5)
        #expect(pulse.settledBeat.deficit == 0)
        #expect(pulse.beat.clock == 9)
        #expect(pulse.beat.number == 3)
        #expect(pulse.first?.isBeginning == true)
        #expect(cluster.state.hostname(ofPulse: pulse.slot) == "w@h")
    }

    @Test func `events of pool children, clients and custom events say nothing`() throws {
        try beat(100, subject: "online")
        // A child has a clock of its own, be it under the name of a built-in event.
        try tasks([(1, "progress"), (2, "started")], pid: 8)
        try tasks([(900, "progress")])
        try tasks([(901, "sent")], pid: 9)
        try cluster.apply(
            #"{"type": "task-started", "uuid": "u", "hostname": "w@h", "clock": 950, "timestamp": 1950}"#)
        try cluster.apply(
            #"{"type": "task-started", "uuid": "u", "hostname": "w@h", "pid": 7, "clock": null, "timestamp": 1950}"#)
        cluster.state.markPulses()
        try beat(103)
        #expect(pulse?.first?.atMost == 2)
        #expect(pulse?.beat.started == 0)
        #expect(pulse?.sendsTaskEvents == false)
    }

    @Test func `what came between a mark and the first event behind it is bounded by the clocks`() throws {
        try beat(1, subject: "online")
        try tasks([(10, "received")])
        cluster.state.markPulses()
        #expect(pulse?.first == nil)
        #expect(pulse?.isMarked == true)
        try tasks([(31, "started")])
        #expect(
            pulse?.first == WorkerPulse.First(clock: 31, timestamp: 1_031, isBeginning: false, atMost: 20))
        // None was lost: the next one follows.
        cluster.state.markPulses()
        try tasks([(32, "succeeded")])
        #expect(pulse?.first?.atMost == 0)
    }

    @Test func `a heartbeat that overtakes task events behind a mark makes them no loss`() throws {
        try beat(1, subject: "online")
        cluster.state.markPulses()
        try beat(50, 3)
        #expect(pulse?.first?.atMost == 48)
        try tasks([(46, "started"), (47, "started"), (48, "started"), (49, "succeeded")])
        #expect(pulse?.first?.atMost == 44)
        #expect(pulse?.beat.started == 3)
        #expect(pulse?.beat.deficit == 0)
        try beat(60, 3)
        #expect(pulse?.settledBeat.deficit == 0)
        #expect(pulse?.settledBeat.events == 6)
    }

    @Test func `task events that a heartbeat has overtaken before a mark may be missing too`() throws {
        try beat(1, subject: "online")
        try beat(30, 0)
        try beat(40, 5)
        // Of 31 ... 39 all (9), of 41 ... 44 all (4).
        cluster.state.markPulses()
        try beat(45, 5)
        #expect(pulse?.first?.atMost == 13)
        // No more than a worker gathers.
        try beat(1_000, 5)
        cluster.state.markPulses()
        try beat(1_001, 5)
        #expect(pulse?.first?.atMost == 23)
    }

    @Test func `what is delivered again is not counted again`() throws {
        try beat(1, subject: "online")
        try tasks([(2, "received"), (3, "started")])
        try beat(4, 1)
        cluster.state.markPulses()
        try tasks([(2, "received"), (3, "started")])
        try beat(4, 1)
        #expect(pulse?.first == nil)
        try tasks([(5, "succeeded")])
        #expect(pulse?.first?.atMost == 0)
        try beat(6, 1)
        #expect(pulse?.beat.deficit == 0)
    }

    @Test func `a worker that restarts begins anew`() throws {
        try beat(1, subject: "online")
        try beat(500, 40)
        let before = try #require(pulse)
        cluster.state.markPulses()
        try beat(3, 0, pid: 8, subject: "online", at: 1_600)
        let after = try #require(pulse)
        #expect(cluster.state.pulses.count == 1)
        #expect(after.process > before.process)
        #expect(!after.isMarked)
        #expect(after.first?.isBeginning == true)
        #expect(after.beat.processed == 0)
        // A late word of the old process does not bring it back.
        try beat(501, 41, at: 1_501)
        #expect(pulse?.process == after.process)
    }

    @Test func `in a container every process has the same pid, and a restart is seen all the same`() throws {
        try beat(1, pid: 1, subject: "online")
        try beat(500, 40, pid: 1)
        let before = try #require(pulse?.process)
        // Its clock goes back.
        try beat(2, 0, pid: 1, subject: "online", at: 2_000)
        let second = try #require(pulse?.process)
        #expect(second > before)
        // Its count goes back: it took the cluster's clock from the others.
        try beat(600, 9, pid: 1, at: 2_002)
        try beat(700, 0, pid: 1, subject: "online", at: 2_010)
        #expect(try #require(pulse?.process) > second)
        // After a lost connection it says that it is online, and goes on.
        let third = pulse?.process
        try beat(705, 3, pid: 1, subject: "online", at: 2_020)
        #expect(pulse?.process == third)
        #expect(pulse?.beat.number == 2)
    }

    @Test func `a first event with a high clock is not the beginning`() throws {
        cluster.state.markPulses()
        try beat(70, 12)
        #expect(pulse?.first?.isBeginning == false)
        #expect(pulse?.first?.atMost == 69)
        #expect(pulse?.isMarked == false)
        // One that took the others' clock, and has done nothing yet.
        try beat(900, 0, host: "v@h", subject: "online")
        #expect(cluster.state.pulses[1].first?.isBeginning == true)
    }

    @Test func `a worker without worker events is known by its tasks`() throws {
        try tasks([(4, "received"), (5, "started")])
        #expect(pulse?.pid == 7)
        try tasks([(1, "received")], pid: 8)
        #expect(pulse?.pid == 8)
        #expect(pulse?.lastTaskClock == 1)
        #expect(cluster.state.pulses.count == 1)
    }

    @Test func `a start that was never seen leaves an orphan`() throws {
        try beat(1, subject: "online")
        try tasks([(2, "received"), (3, "started"), (4, "succeeded")], uuid: "whole")
        try tasks([(5, "received"), (7, "succeeded")], uuid: "holed")
        // It may have started before anybody looked, or have been evicted.
        try tasks([(8, "succeeded")], uuid: "unknown")
        try beat(9, 3)
        #expect(pulse?.beat.orphans == 1)
    }

    @Test func `the answer to a remote heartbeat is no count`() throws {
        try beat(1, subject: "online")
        try beat(2, nil)
        #expect(pulse?.beat.number == 1)
        #expect(pulse?.freq == 2)
        cluster.state.markPulses()
        try beat(3, nil)
        #expect(pulse?.first?.atMost == 0)
    }

    @Test func `a silence of all workers is noticed, one of a single worker is none`() throws {
        for second in 0..<10 {
            try beat(10 + second, at: 1_000 + Double(second) * 2)
            try beat(10 + second, host: "v@h", at: 1_001 + Double(second) * 2)
        }
        for second in 10..<20 { try beat(10 + second, host: "v@h", at: 1_001 + Double(second) * 2) }
        try beat(40, at: 1_040)
        #expect(pulse?.beat.silences == 0)
        try beat(50, at: 1_060)
        #expect(pulse?.beat.silences == 1)
        // A gap that is known is none of these.
        cluster.state.markPulses()
        try beat(60, at: 2_000)
        #expect(pulse?.beat.silences == 1)
    }

    @Test func `who comes online is told once`() throws {
        #expect(cluster.state.takeJoinedWorkers().isEmpty)
        try beat(1, subject: "online")
        try beat(1, host: "v@h")
        #expect(cluster.state.takeJoinedWorkers() == [JoinedWorker(hostname: "w@h", pid: 7)])
        #expect(cluster.state.takeJoinedWorkers().isEmpty)
        try beat(2, pid: 9, subject: "online", at: 3_000)
        try beat(2, host: "u@h", subject: "online")
        #expect(
            cluster.state.takeJoinedWorkers() == [
                JoinedWorker(hostname: "w@h", pid: 9), JoinedWorker(hostname: "u@h", pid: 7),
            ])
    }

    @Test func `pulses outlive a clearing, and not an eviction`() throws {
        try beat(5, subject: "online")
        cluster.state.clear(ready: true)
        #expect(cluster.state.workerCount == 0)
        cluster.state.markPulses()
        try beat(7, 1)
        #expect(pulse?.first?.atMost == 1)

        let small = Cluster(limits: Limits(maxWorkers: 3))
        for round in 0..<3 {
            for number in 0..<50 {
                try small.worker("online", "w\(round)-\(number)@h", #""pid": 1, "processed": 0"#)
                if number % 10 == 0 { small.state.clear(ready: true) }
            }
        }
        #expect(small.state.pulses.count == 3)
        #expect(Set(small.state.takeJoinedWorkers().map(\.hostname)) == ["w2-47@h", "w2-48@h", "w2-49@h"])
    }

    @Test func `numbers from outside do no harm`() throws {
        try beat(1, subject: "online")
        for clock in ["-5", "0", "9223372036854775807", "1e300", "\"7\"", "[]"] {
            for processed in ["-1", "9223372036854775807", "2.5", "null"] {
                try cluster.apply(
                    """
                    {"type": "worker-heartbeat", "hostname": "w@h", "pid": 7, "clock": \(clock), "freq": -2, \
                    "processed": \(processed), "timestamp": 1e308}
                    """)
                try cluster.apply(
                    """
                    {"type": "task-started", "uuid": "u", "hostname": "w@h", "pid": 7, "clock": \(clock), \
                    "timestamp": -1e308}
                    """)
                cluster.state.markPulses()
            }
        }
        try beat(9, 1)
        #expect(cluster.state.pulses.count == 1)
        #expect(pulse?.freq == 2)
    }
}
