// SPDX-License-Identifier: Apache-2.0
import CameraHost

@testable import EvcamRuntime

/// A cluster and the meter that watches it, second by second.
final class GapStage {
    let cluster = ScriptedCluster()
    var meter = GapMeter(clockText: { "\(Int($0) - 1_700_000_000)" })
    /// What the meter has said.
    var lines: [String] = []

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
