// SPDX-License-Identifier: Apache-2.0

/// A worker as it stands in a recording.
package struct RecordedWorker: Sendable, Hashable {
    package var hostname = ""
    /// When it was written last; it may have fallen silent since, see ``isAlive(at:)``.
    package var isAlive = false
    /// Whether it said goodbye.
    package var isOffline = false
    package var active: Int64?
    package var processed: Int64?
    package var load1: Double?
    package var load5: Double?
    package var load15: Double?
    /// UNIX seconds.
    package var lastHeartbeat: Double?
    /// Seconds between two heartbeats.
    package var freq: Double?
    package var software: String?

    /// When its heartbeat runs out if no other comes: after twice its interval, as Celery has it.
    package var expires: Double? { lastHeartbeat.flatMap { last in freq.map { last + 2 * $0 } } }

    /// Whether it was alive at a time after it was written.
    package func isAlive(at time: Double) -> Bool { isAlive && expires.map { $0 >= time } ?? true }

    package init() {}
}
