// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import EvcamRuntime

/// Workers that tell nothing of their tasks.
@Suite struct TaskEventWatchTests {
    private let cluster = ScriptedCluster()

    /// Lets seconds pass, with a heartbeat of each worker every other one; returns what was said.
    private func pass(
        _ seconds: Int, _ watch: inout TaskEventWatch, isConnected: Bool = true, _ work: () throws -> Void = {}
    ) throws -> [String] {
        var lines: [String] = []
        for second in 0..<seconds {
            cluster.now += 1
            try work()
            if second % 2 == 0 { for worker in cluster.workers { try worker.beat() } }
            if let line = watch.observe(now: cluster.now, isConnected: isConnected, state: cluster.state) {
                lines.append(line)
            }
        }
        return lines
    }

    @Test func `workers that never send task events are told of once, after a minute`() throws {
        var watch = TaskEventWatch()
        let worker = cluster.worker()
        worker.isEnabled = false
        #expect(try pass(59, &watch) { try worker.work() }.isEmpty)
        let lines = try pass(10, &watch) { try worker.work() }
        #expect(lines.count == 1)
        #expect(lines[0].hasPrefix("1 worker is there and sends no events of tasks for 60 s (it accepted "))
        for remedy in ["`enable_events: true`", "`evcam control enable-events URL`", "`-E`"] {
            #expect(lines[0].contains(remedy))
        }
        #expect(try pass(600, &watch) { try worker.work() }.isEmpty)
    }

    @Test func `it is said again once it has changed`() throws {
        var watch = TaskEventWatch()
        let worker = cluster.worker()
        worker.isEnabled = false
        #expect(try pass(70, &watch).count == 1)
        worker.isEnabled = true
        #expect(try pass(70, &watch) { try worker.work() }.isEmpty)
        worker.isEnabled = false
        #expect(try pass(70, &watch) { try worker.work() }.count == 1)
    }

    @Test func `a cluster that sends task events and has nothing to do is left in peace`() throws {
        var watch = TaskEventWatch()
        let worker = cluster.worker()
        #expect(try pass(5, &watch) { try worker.work() }.isEmpty)
        #expect(try pass(3_600, &watch).isEmpty)
        // Another worker that comes with tasks behind it is no work done.
        let other = cluster.worker("w2@h", pid: 200)
        cluster.isConnected = false
        for _ in 0..<50 { try other.start(isSilent: true) }
        cluster.isConnected = true
        #expect(try pass(100, &watch).isEmpty)
    }

    @Test func `tasks that a heartbeat counts after their events, or that ran in a gap, are no reason to speak`() throws
    {
        var watch = TaskEventWatch()
        let worker = cluster.worker()
        // The last second has work and no heartbeat.
        #expect(try pass(6, &watch) { try worker.work() }.isEmpty)
        #expect(try pass(200, &watch).isEmpty)
        cluster.isConnected = false
        #expect(try pass(20, &watch, isConnected: false) { try worker.work() }.isEmpty)
        cluster.isConnected = true
        #expect(try pass(200, &watch).isEmpty)
    }

    @Test func `nothing is said while nothing is connected, or nobody is there`() throws {
        var watch = TaskEventWatch()
        #expect(try pass(200, &watch).isEmpty)
        let worker = cluster.worker()
        worker.isEnabled = false
        #expect(try pass(200, &watch, isConnected: false).isEmpty)
        #expect(try pass(50, &watch).isEmpty)
        cluster.kill(worker)
        #expect(try pass(200, &watch).isEmpty)
    }

    @Test func `custom events do not hide that the built-in ones are off`() throws {
        var watch = TaskEventWatch()
        let worker = cluster.worker()
        worker.isEnabled = false
        try worker.beat("online")
        let lines = try pass(70, &watch) {
            try cluster.publish(
                [#"{"type": "task-progress", "uuid": "u", "hostname": "w1@h", "pid": 9, "clock": 1, "timestamp": 1}"#],
                isWorkerEvent: false, from: worker)
        }
        #expect(lines.count == 1)
    }
}
