// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// Which workers are not in the database as they are now.
///
/// A worker that dies does not change by an event: it is no longer alive when its heartbeats are too old.
struct WorkerChanges {
    private struct Written: Hashable {
        var revision: UInt64
        var isAlive: Bool
        var isOffline: Bool
        var at: Double
    }

    private var written: [String: Written] = [:]
    private var sent: [String: Written] = [:]
    private var now = 0.0
    private var interval = Double.infinity

    /// Begins with a snapshot; a worker that did not change is written again after `interval` seconds.
    mutating func begin(_ snapshot: SnapshotView, interval: Double) {
        sent = [:]
        now = snapshot.takenAt
        self.interval = interval
        if snapshot.isFullResync { written = [:] }
    }

    /// Whether to write it.
    mutating func isNews(_ worker: WorkerView) -> Bool {
        let name = String(worker.hostname)
        let known = written[name]
        let isSame =
            known?.revision == worker.revision && known?.isAlive == worker.isAlive
            && known?.isOffline == worker.isOffline
        if isSame, now - (known?.at ?? 0) < interval { return false }
        sent[name] = Written(revision: worker.revision, isAlive: worker.isAlive, isOffline: worker.isOffline, at: now)
        return true
    }

    /// What was written stands there now.
    mutating func confirm() {
        written.merge(sent) { $1 }
        sent = [:]
        // Names of workers that are long gone.
        if written.count > 100_000 { written = [:] }
    }

    /// Nothing is known any more.
    mutating func forget() { written = [:] }
}
