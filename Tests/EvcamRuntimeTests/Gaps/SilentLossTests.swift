// SPDX-License-Identifier: Apache-2.0
import ClusterState
import Testing

@testable import EvcamRuntime

/// What a broker drops while the connection stands, and what only looks like it.
@Suite struct SilentLossTests {
    private let stage = GapStage()
    private var cluster: ScriptedCluster { stage.cluster }
    private var missing: UInt64 { stage.meter.lossCounts["events_missing"] ?? 0 }

    private func begin(workers: Int = 1, gossips: Bool = false) throws -> [ScriptedWorker] {
        try stage.begin(workers: workers, gossips: gossips, seconds: 20, tasks: 5)
    }

    /// Half of the messages are dropped, while tasks take longer than a message.
    private func drop(_ workers: [ScriptedWorker], seconds: Int = 30) throws {
        var number = 0
        cluster.isDropped = {
            number += 1
            return number * 7 % 13 < 6
        }
        try stage.pass(seconds) { for worker in workers { try slowly(worker) } }
        cluster.isDropped = { false }
        try stage.pass(10)
    }

    /// Tasks are received, started and ended in messages of their own.
    private func slowly(_ worker: ScriptedWorker) throws {
        for _ in 0..<3 {
            try worker.receive()
            try worker.turn()
            try worker.startReceived()
            try worker.turn()
            try worker.end()
            try worker.turn()
        }
    }

    @Test(arguments: [false, true]) func `messages dropped here and there are noticed`(gossips: Bool) throws {
        let workers = try begin(workers: gossips ? 4 : 1, gossips: gossips)
        try drop(workers)
        #expect(missing > 0)
        #expect(missing <= cluster.missedStarts)
        #expect(Double(missing) > Double(cluster.missedStarts) * 0.8)
        #expect(stage.lines.count >= 1)
        #expect(stage.lines[0].hasPrefix("events are missing although the connection stands: at least "))
        #expect(stage.lines[0].contains(gossips ? "@h, " : "w1@h, "))
        #expect(stage.meter.gaps.isEmpty)
    }

    @Test(arguments: [1, 4]) func `a stretch of messages that is dropped is noticed`(count: Int) throws {
        let workers = try begin(workers: count, gossips: true)
        cluster.isDropped = { true }
        try stage.pass(15) { for worker in workers { try worker.work(3) } }
        cluster.isDropped = { false }
        try stage.pass(15) { for worker in workers { try worker.work(3) } }
        #expect(missing == cluster.missedStarts)
        #expect(stage.lines.count == 1)
    }

    @Test func `it is said once of each worker, and once a minute at most`() throws {
        let workers = try begin(workers: 3)
        for round in 0..<6 {
            cluster.isDropped = { true }
            try stage.pass(10) { for worker in workers { try worker.work(2) } }
            cluster.isDropped = { false }
            try stage.pass(20) { for worker in workers { try worker.work(2) } }
            #expect(missing == cluster.missedStarts, "round \(round)")
        }
        #expect(stage.lines.count == 1)
        #expect(stage.lines[0].contains("w1@h, w2@h, w3@h"))
    }

    @Test func `tasks that never send events are no loss`() throws {
        stage.find()
        let worker = cluster.worker()
        try worker.beat("online")
        try stage.pass(300) {
            try worker.work(2)
            try worker.work(1, isSilent: true)
        }
        #expect(missing == 0)
    }

    @Test(arguments: [1, 2, 5, 30], [1, 3, 40])
    func `silent tasks that come at night are no loss`(every: Int, count: Int) throws {
        let workers = try begin(workers: 4, gossips: true)
        for second in 0..<120 {
            // The others work hard, so that their clocks leave room for events in every other one.
            try stage.pass {
                for worker in workers { try worker.work(3) }
                if second % every == 0 { try workers[0].work(count, isSilent: true) }
            }
        }
        #expect(missing == 0)
        #expect(stage.lines.isEmpty)
    }

    @Test(arguments: [1, 2]) func `silent tasks that hold up a whole worker are no loss`(count: Int) throws {
        // The solo pool: no heartbeat while a task runs, and what others say is heard afterwards.
        let workers = try begin(workers: count, gossips: true)
        for _ in 0..<20 {
            for worker in workers { try worker.start(isSilent: true) }
            cluster.now += 40
            for worker in workers { try worker.beat() }
            try stage.pass(5) { for worker in workers { try worker.work(4) } }
        }
        #expect(missing == 0)
        #expect(stage.lines.isEmpty)
    }

    @Test func `one worker that is held up among others is no loss`() throws {
        let workers = try begin(workers: 4, gossips: true)
        for _ in 0..<10 {
            for _ in 0..<4 { try workers[0].start(isSilent: true) }
            for _ in 0..<20 {
                cluster.now += 2
                for worker in workers.dropFirst() {
                    try worker.work(5)
                    try worker.beat()
                }
            }
            try workers[0].beat()
            try stage.pass(5) { for worker in workers { try worker.work(4) } }
        }
        #expect(missing == 0)
    }

    @Test func `switching events off and on is no loss`() throws {
        let worker = try begin()[0]
        for _ in 0..<5 {
            worker.isEnabled = false
            try stage.pass(20) { try worker.work(5) }
            worker.isEnabled = true
            try stage.pass(40) { try worker.work(5) }
        }
        #expect(missing == 0)
    }

    @Test func `a restart is no loss, and neither is a gap`() throws {
        var worker = try begin()[0]
        for round in 0..<5 {
            cluster.kill(worker)
            worker = cluster.worker("w1@h", pid: 500 + round)
            try worker.beat("online")
            try stage.pass(20) { try worker.work(5) }
            stage.lose()
            try stage.pass(15) { try worker.work(5) }
            stage.find()
            try stage.pass(20) { try worker.work(5) }
        }
        #expect(missing == 0)
        #expect(stage.meter.gaps.map(\.atLeast) == Array(repeating: 75, count: 5))
    }

    @Test func `a few tasks are not enough to know a worker`() throws {
        stage.find()
        let worker = cluster.worker()
        try worker.beat("online")
        try stage.pass(10) { try worker.work() }
        cluster.isDropped = { true }
        try stage.pass(15) { try worker.work(3) }
        cluster.isDropped = { false }
        try stage.pass(15) { try worker.work(3) }
        #expect(missing == 0)
    }
}
