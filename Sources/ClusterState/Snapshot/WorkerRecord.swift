// SPDX-License-Identifier: Apache-2.0

/// One worker in a snapshot. Valid only while the snapshot lives; never stored.
package struct WorkerRecord {
    package var revision: UInt64 { 0 }
    package var removal: RemovalReason? { nil }
    package var hostname: TextID { .absent }
    /// Heartbeats, ascending; UNIX seconds.
    package var heartbeatCount: Int { 0 }
    package func heartbeat(_ index: Int) -> Double { .nan }
    /// Seconds between heartbeats (60 until an event says otherwise).
    package var freq: Double { 60 }
    /// Whether its last heartbeat is younger than 2 × `freq` at `now` (`Worker.alive`).
    package func isAlive(at now: Double) -> Bool { false }
    /// Whether its last word was worker-offline.
    package var saidOffline: Bool { false }
    package var pid: Int64? { nil }
    package var clock: Int64? { nil }
    package var active: Int64? { nil }
    package var processed: Int64? { nil }
    /// 1, 5 and 15 minutes.
    package var loadavg: (Double, Double, Double)? { nil }
    /// sw_ident, sw_ver, sw_sys.
    package var swIdent: AttributeValue? { nil }
    package var swVer: AttributeValue? { nil }
    package var swSys: AttributeValue? { nil }
    package var attributeCount: Int { 0 }
    /// Calls `body` with the name and the value of each further attribute.
    package func forEachAttribute(_ body: (UnsafeRawBufferPointer, AttributeValue) -> Void) {}
}
