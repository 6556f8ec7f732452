// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// Writes snapshots into the tables of one schema.
protocol SnapshotWriter {
    /// Writes a snapshot; runs inside a transaction.
    func write(_ snapshot: SnapshotView) throws
    /// What is too old.
    func deletions(at now: Double, ages: TaskAges) throws -> [Deletion]
    /// Figures of the last snapshot.
    var figures: [(name: String, value: Double)] { get }
    /// What users are to know of what was left out, once; nil: nothing (more).
    func warning() -> String?
}

extension SnapshotWriter {
    func warning() -> String? { nil }
}
