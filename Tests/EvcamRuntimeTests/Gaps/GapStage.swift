// SPDX-License-Identifier: Apache-2.0
import CameraHost

@testable import EvcamRuntime

/// A cluster and the meter that watches it, second by second.
final class GapStage {
    let cluster = ScriptedCluster()
    var meter = GapMeter(clockText: { "\(Int($0) - 1_700_000_000)" })
    /// What the meter has said.
    var lines: [String] = []

    /// A cluster that has run for some seconds, in each of which every worker did so many tasks.
    func begin(
        workers count: Int = 1, gossips: Bool = false, seconds: Int = 6, tasks: Int = 2
    ) throws -> [ScriptedWorker] {
        find()
        let workers = (1...count).map { cluster.worker("w\($0)@h", pid: 100 + $0) }
        for worker in workers {
            worker.gossips = gossips
            try worker.beat("online")
        }
        try pass(seconds) { for worker in workers { try worker.work(tasks) } }
        return workers
    }

    /// Lets seconds pass; `work` is done in the middle of each, then those whose turn it is send a heartbeat.
    func pass(_ seconds: Int = 1, _ work: () throws -> Void = {}) throws {
        for _ in 0..<seconds {
            cluster.now += 0.5
            try work()
            cluster.now += 0.5
            for worker in cluster.workers where cluster.now.truncatingRemainder(dividingBy: worker.freq) == 0 {
                try worker.beat()
            }
            for worker in cluster.workers { try worker.turn() }
            meter.observe(now: cluster.now, state: cluster.state)
            lines += meter.takeLines()
        }
    }

    func lose(_ cause: String = "connection_lost", isKept: Bool = false) {
        meter.disconnected(lastHeard: cluster.now, cause: cause, isKept: isKept, state: cluster.state)
        cluster.isConnected = isKept
    }

    func find() {
        cluster.isConnected = true
        meter.connected(at: cluster.now, state: cluster.state)
    }
}
