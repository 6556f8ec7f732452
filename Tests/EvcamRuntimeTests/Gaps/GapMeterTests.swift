// SPDX-License-Identifier: Apache-2.0
import CameraHost
import ClusterState
import Testing

@testable import EvcamRuntime

/// How much was missed while there was no connection.
@Suite struct GapMeterTests {
    private let stage = GapStage()
    private var cluster: ScriptedCluster { stage.cluster }
    private var gap: ShutterContext.Gap? { stage.meter.gaps.last }

    @Test func `a gap is open until the connection is back, and unknown until it is measured`() throws {
        let worker = try stage.begin()[0]
        #expect(stage.meter.gaps.isEmpty)
        stage.lose()
        let from = cluster.now
        #expect(gap?.until.isNaN == true)
        #expect(gap?.from == from)
        #expect(gap?.atMost == .max)
        try stage.pass(8) { try worker.work(2) }
        stage.find()
        #expect(gap?.until == from + 8)
        #expect(gap?.atMost == .max)
        try stage.pass(2) { try worker.work() }
        #expect(gap?.atMost == .max)
        try stage.pass(8) { try worker.work() }
        let measured = try #require(gap)
        #expect(measured.atLeast == cluster.missedStarts)
        #expect(measured.atLeast == 16)
        #expect(measured.atMost == cluster.missed)
        #expect(measured.cause == "connection_lost")
        #expect(stage.meter.lossCounts == ["connection_lost": 1])
        #expect(
            stage.lines == [
                "no events from 6 to 14 (8.0 s, connection_lost): between 16 and 52 events of 1 worker may be missing"
            ])
    }

    @Test func `a recording that ends before a gap is measured tells of it`() throws {
        let worker = try stage.begin()[0]
        func endedNow() -> [String] {
            var meter = stage.meter
            meter.end(now: cluster.now, state: cluster.state)
            #expect(meter.gaps.count == 1 && meter.gaps.last?.atMost == .max)
            return meter.takeLines()
        }
        let unknown = "how many are missing is unknown: the recording ended before all workers were heard again"
        stage.lose()
        try stage.pass(8) { try worker.work(2) }
        #expect(endedNow() == ["no events from 6 to 14 (8.0 s, connection_lost): \(unknown)"])
        stage.find()
        try stage.pass(1)
        #expect(endedNow() == ["no events from 6 to 14 (8.0 s, connection_lost): \(unknown)"])
        try stage.pass(9) { try worker.work() }
        #expect(stage.lines.count == 1)
        stage.meter.end(now: cluster.now, state: cluster.state)
        #expect(stage.meter.takeLines().isEmpty)
    }

    @Test func `gossip moves clocks, and the bounds hold`() throws {
        let workers = try stage.begin(workers: 5, gossips: true)
        stage.lose()
        try stage.pass(10) { for worker in workers.prefix(3) { try worker.work() } }
        stage.find()
        try stage.pass(10) { for worker in workers { try worker.work() } }
        let measured = try #require(gap)
        #expect(measured.atLeast == 30)
        #expect(measured.atMost >= cluster.missed)
        #expect(measured.atMost < cluster.missed * 5)
    }

    @Test func `nothing that was buffered by workers while the broker was away is missing`() throws {
        let worker = try stage.begin()[0]
        stage.lose()
        // No loop turns, no heartbeats: the worker has lost its connection too.
        for _ in 0..<3 { try worker.start() }
        cluster.now += 20
        stage.find()
        try worker.turn()
        try worker.beat("online")
        try stage.pass(10) { try worker.work() }
        #expect(gap?.atLeast == 0)
        #expect(gap?.atMost == 0)
        #expect(stage.lines.last?.hasSuffix(": none is missing, every worker's clock goes on where it stopped") == true)
    }

    @Test func `several disconnections without a subscription between are one gap`() throws {
        let worker = try stage.begin()[0]
        stage.lose()
        let from = cluster.now
        try stage.pass(3) { try worker.work() }
        stage.lose("unreachable")
        try stage.pass(3) { try worker.work() }
        stage.lose("authentication")
        stage.find()
        try stage.pass(10)
        #expect(stage.meter.gaps.count == 1)
        #expect(gap?.from == from)
        #expect(gap?.cause == "connection_lost")
        #expect(gap?.atMost == cluster.missed)
        #expect(stage.meter.lossCounts == ["connection_lost": 1])
        // Found once more: nothing changes.
        stage.find()
        #expect(stage.meter.gaps.count == 1)
    }

    @Test func `a connection that is lost again before all are heard leaves the first gap unknown`() throws {
        let worker = try stage.begin()[0]
        stage.lose()
        try stage.pass(3) { try worker.work() }
        stage.find()
        stage.lose("heartbeat_missed")
        try stage.pass(3) { try worker.work() }
        stage.find()
        try stage.pass(10)
        #expect(stage.meter.gaps.map(\.cause) == ["connection_lost", "heartbeat_missed"])
        #expect(stage.meter.gaps[0].atMost == .max)
        #expect(gap?.atMost == cluster.missed)
        #expect(gap?.atLeast == 6)
    }

    @Test func `a start opens no gap, and one on a tape does`() throws {
        stage.lose("unreachable")
        #expect(stage.meter.gaps.isEmpty)
        stage.find()
        try stage.pass(10)
        #expect(stage.meter.gaps.isEmpty)

        // Events from the tape: no connection has been there yet.
        let again = GapStage()
        let worker = again.cluster.worker()
        try worker.beat("online")
        try worker.work(3)
        again.cluster.now += 2
        try worker.beat()
        again.lose("not_running")
        again.cluster.now += 3_600
        try worker.work(5)
        again.find()
        try again.pass(10)
        #expect(again.meter.gaps.count == 1)
        #expect(again.meter.gaps[0].cause == "not_running")
        #expect(again.meter.gaps[0].atLeast == 5)
        #expect(again.meter.gaps[0].atMost == 15)
    }

    @Test func `a connection that is lost before any event is a gap of which nothing is known`() throws {
        stage.find()
        stage.lose()
        cluster.now += 5
        stage.find()
        try stage.pass(10)
        #expect(gap?.atMost == .max)
        #expect(stage.lines.last?.contains("unknown: no worker was known before") == true)
    }

    @Test
    func `a worker that is not heard again leaves the bound unknown, and does not keep the rest waiting for ever`()
        throws
    {
        let workers = try stage.begin(workers: 3)
        stage.lose()
        try stage.pass(4) { for worker in workers { try worker.work() } }
        cluster.kill(workers[2])
        stage.find()
        try stage.pass(50)
        #expect(stage.lines.isEmpty)
        try stage.pass(15)
        #expect(gap?.atLeast == 8)
        #expect(gap?.atMost == .max)
        #expect(
            stage.lines.last?.hasSuffix(
                "at least 8 events are missing, and how many more is unknown: not heard again: w3@h") == true)
    }

    @Test func `a worker that restarts in the gap leaves the bound unknown`() throws {
        let worker = try stage.begin()[0]
        stage.lose()
        try stage.pass(4) { try worker.work() }
        cluster.kill(worker)
        stage.find()
        try cluster.worker("w1@h", pid: 900).beat("online")
        try stage.pass(8)
        #expect(gap?.atMost == .max)
        #expect(stage.lines.last?.hasSuffix("unknown: started anew meanwhile: w1@h") == true)
    }

    @Test func `a worker that says goodbye before the gap, and its successor, leave nothing unknown`() throws {
        let workers = try stage.begin(workers: 2)
        try workers[0].beat("offline")
        cluster.kill(workers[0])
        stage.lose()
        try stage.pass(4)
        stage.find()
        let successor = cluster.worker("w1@h", pid: 900)
        try successor.beat("online")
        try stage.pass(8)
        #expect(gap?.atMost == cluster.missed)
    }

    @Test func `a worker that is known only afterwards counts by whether it has sent before`() throws {
        _ = try stage.begin()
        stage.lose()
        stage.find()
        // One begins, with the others' clock but without tasks; its first word is its first.
        let fresh = cluster.worker("new@h", pid: 300)
        fresh.clock = 4_000
        try fresh.beat("online")
        try stage.pass(8)
        #expect(gap?.atMost == 0)

        stage.lose()
        let hidden = cluster.worker("hidden@h", pid: 301)
        try hidden.beat("online")
        try hidden.work(3)
        stage.find()
        try stage.pass(8)
        #expect(gap?.atMost == .max)
        #expect(stage.lines.last?.hasSuffix("unknown: not known before: hidden@h") == true)
    }

    @Test func `a worker that was dead long before and speaks again is in the bound, and nobody waits for it`() throws {
        let workers = try stage.begin(workers: 2)
        cluster.kill(workers[1])
        try stage.pass(20)
        stage.lose()
        try stage.pass(2)
        stage.find()
        workers[1].clock += 30
        try stage.pass(3) { try workers[1].beat() }
        try stage.pass(8)
        #expect(gap?.atMost == cluster.missed + 30)
    }

    @Test func `what a broker keeps is no gap`() throws {
        let worker = try stage.begin()[0]
        stage.lose(isKept: true)
        #expect(stage.meter.gaps.isEmpty)
        try stage.pass(8) { try worker.work(2) }
        stage.find()
        #expect(stage.meter.gaps.isEmpty)
        try stage.pass(10) { try worker.work(2) }
        #expect(stage.meter.gaps.isEmpty)
        #expect(stage.meter.lossCounts.isEmpty)
        #expect(stage.lines.isEmpty)
    }

    @Test func `what a broker was to keep and has not is a gap, by tasks and by heartbeats`() throws {
        let worker = try stage.begin()[0]
        stage.lose(isKept: true)
        cluster.isConnected = false
        try stage.pass(8) { try worker.work(2) }
        stage.find()
        try stage.pass(10)
        #expect(gap?.atLeast == 16)
        #expect(gap?.atMost == cluster.missed)
        #expect(stage.meter.lossCounts == ["connection_lost": 1])
        #expect(stage.lines.last?.hasPrefix("the broker has not kept all events from 6 to 14 (8.0 s") == true)

        // Without tasks only heartbeats are missing.
        stage.lose(isKept: true)
        cluster.isConnected = false
        try stage.pass(20)
        stage.find()
        try stage.pass(10)
        #expect(stage.meter.gaps.count == 2)
        #expect(gap?.atLeast == 0)
        #expect(gap?.atMost == 10)
    }

    @Test func `a broker restart at which workers pause does not contradict a queue that keeps`() throws {
        let worker = try stage.begin()[0]
        stage.lose(isKept: true)
        cluster.now += 20
        stage.find()
        try worker.beat("online")
        try stage.pass(10)
        #expect(stage.meter.gaps.isEmpty)
    }

    @Test func `tasks that send no events are no loss, once they are known`() throws {
        let worker = try stage.begin()[0]
        try stage.pass(10) { try worker.work(1, isSilent: true) }
        stage.lose()
        try stage.pass(8) { try worker.work(2, isSilent: true) }
        stage.find()
        try stage.pass(10)
        #expect(gap?.atLeast == 0)
        #expect(gap?.atMost == cluster.missed)
    }

    @Test func `a worker that sends no task events misses none`() throws {
        stage.find()
        let worker = cluster.worker()
        worker.isEnabled = false
        try worker.beat("online")
        try stage.pass(6) { try worker.work(2) }
        stage.lose()
        try stage.pass(8) { try worker.work(2) }
        stage.find()
        try stage.pass(10) { try worker.work(2) }
        #expect(gap?.atLeast == 0)
        #expect(gap?.atMost == cluster.missed)
        // Told to send them, it is believed after some heartbeats.
        worker.isEnabled = true
        try stage.pass(14) { try worker.work(2) }
        stage.lose()
        try stage.pass(8) { try worker.work(2) }
        stage.find()
        try stage.pass(10) { try worker.work(2) }
        #expect(gap?.atLeast == 16)
    }

    @Test func `the clock that is set back ends no measurement and stretches none`() throws {
        let worker = try stage.begin()[0]
        stage.lose()
        cluster.now -= 1_000
        stage.find()
        #expect(gap.map { $0.until >= $0.from } == true)
        cluster.now -= 1_000
        try stage.pass(12) { try worker.work() }
        #expect(gap?.atMost != .max)
        #expect(stage.lines.count == 1)
    }

    @Test func `the last hundred gaps are kept, and older ones together`() throws {
        let worker = try stage.begin()[0]
        for number in 0..<150 {
            stage.lose(number < 20 ? "connection_lost" : "heartbeat_missed")
            try worker.work()
            stage.find()
            try stage.pass(8) { try worker.work() }
        }
        let gaps = stage.meter.gaps
        #expect(gaps.count == 100)
        #expect(gaps[0].cause == "several")
        #expect(gaps[0].atLeast == 51)
        #expect(gaps[0].atMost == 51 * 3)
        #expect(gaps[0].until <= gaps[1].from)
        #expect(stage.meter.lossCounts == ["connection_lost": 20, "heartbeat_missed": 130])
        #expect(stage.lines.count == 150)
    }

    @Test func `numbers from outside do no harm`() throws {
        let worker = try stage.begin()[0]
        var watch = TaskEventWatch()
        let numbers = ["0", "-1", "1", "9223372036854775807", "281474976710656", "9007199254740993", "1e300", "null"]
        for (round, clock) in numbers.enumerated() {
            for processed in numbers {
                for (type, time) in [("worker-heartbeat", "1e308"), ("worker-online", "5"), ("task-started", "-1e308")]
                {
                    let event = """
                        {"type": "\(type)", "hostname": "w1@h", "pid": 101, "clock": \(clock), "uuid": "u", "freq": 1e-300, \
                        "processed": \(processed), "timestamp": \(time)}
                        """
                    try cluster.publish([event], isWorkerEvent: type != "task-started", from: worker)
                }
                cluster.now += Double(round % 3)
                stage.meter.observe(now: cluster.now, state: cluster.state)
                _ = watch.observe(now: cluster.now, isConnected: true, state: cluster.state)
                stage.lose(isKept: round % 2 == 0)
                stage.meter.connected(at: round == 3 ? .nan : -.infinity, state: cluster.state)
                cluster.isConnected = true
            }
        }
        try stage.pass(100) { try worker.work() }
        #expect(stage.meter.gaps.allSatisfy { $0.until >= $0.from && $0.atMost >= $0.atLeast })
    }

    @Test func `five thousand workers`() throws {
        let workers = try stage.begin(workers: 5_000)
        stage.lose()
        for worker in workers { try worker.work() }
        stage.find()
        try stage.pass(8) { for worker in workers.prefix(100) { try worker.work() } }
        #expect(gap?.atLeast == 5_000)
        #expect(gap?.atMost == 15_000)
        #expect(stage.lines.last?.contains("between 5000 and 15000 events of 5000 workers") == true)
    }
}
