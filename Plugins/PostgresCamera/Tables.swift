// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// The tables that a camera writes: evcam's own, or Django's.
protocol Tables {
    /// Makes the tables or looks whether they are as they must be; at each new connection.
    /// - Throws: ``CameraError/config(_:)`` with the remedy, or ``ServerError``.
    mutating func prepare(_ connection: ServerConnection) throws

    /// Sends the statements that write a snapshot, within the caller's transaction.
    mutating func send(_ snapshot: SnapshotView, to connection: ServerConnection) throws(ServerError)

    /// What was sent has been committed.
    mutating func confirm(_ snapshot: SnapshotView)

    /// What removes rows that are too old at a time, step by step.
    func sweep(at now: Double) -> [SweepStep]
}
