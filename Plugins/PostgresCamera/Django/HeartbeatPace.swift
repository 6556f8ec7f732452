// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// Which workers' heartbeats are to be written now: each at the most once in an interval.
struct HeartbeatPace {
    private let usualInterval: Double
    private var interval = 0.0
    private var written: [String: (at: Double, revision: UInt64)] = [:]
    private var sent: [String: (at: Double, revision: UInt64)] = [:]
    private var now = 0.0

    init(interval: Double) { usualInterval = interval }

    /// Begins with a snapshot; the last one of a run brings all that is new.
    mutating func begin(_ snapshot: SnapshotView) {
        sent = [:]
        now = snapshot.takenAt
        interval = snapshot.isFinal ? 0 : usualInterval
    }

    /// Whether to write it.
    mutating func isDue(_ worker: WorkerView) -> Bool {
        let name = String(worker.hostname)
        if let last = written[name], last.revision == worker.revision || (now >= last.at && now - last.at < interval) {
            return false
        }
        sent[name] = (now, worker.revision)
        return true
    }

    /// What was sent stands there now.
    mutating func confirm() {
        written.merge(sent) { $1 }
        sent = [:]
        // Names of workers that are long gone.
        if written.count > 100_000 { written = [:] }
    }

    /// Nothing is known any more.
    mutating func forget() { written = [:] }
}
