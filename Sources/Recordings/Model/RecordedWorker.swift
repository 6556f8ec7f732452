// SPDX-License-Identifier: Apache-2.0

/// A worker as it stands in a recording.
package struct RecordedWorker: Sendable, Hashable {
    package var hostname = ""
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
    package var software: String?

    package init() {}
}
