// SPDX-License-Identifier: Apache-2.0

/// One task in a snapshot. Valid only while the snapshot lives; never stored.
package struct TaskRecord {
    /// Number of the slot that holds it; given out again after the task is gone.
    package var slot: Int { 0 }
    /// Differs from task to task in one slot; never 0.
    package var birth: UInt32 { 0 }
    /// The state's revision of its last change.
    package var revision: UInt64 { 0 }
    /// Why it left the state, if it did.
    package var removal: RemovalReason? { nil }

    package var name: TextID { .absent }
    package var state: TextID { .absent }
    package var worker: TextID { .absent }
    package var client: TextID { .absent }
    /// Node name in the last event.
    package var hostname: TextID { .absent }
    /// Whether the state is SUCCESS, FAILURE or REVOKED.
    package var isReady: Bool { false }

    package var timestamp: Double { .nan }
    /// The time of an event of that kind (`Task.sent`, `.received` …), UNIX seconds; NaN if there was none.
    package func time(_ kind: TaskTime) -> Double { .nan }
    package var clock: Int64 { 0 }
    /// nil: unknown.
    package var pid: Int64? { nil }

    /// Length of the uuid's text in bytes.
    package var uuidCount: Int { 36 }
    /// Writes the uuid's text and a NUL: `uuidCount + 1` bytes.
    package func writeUUID(to destination: UnsafeMutableRawPointer) {}

    /// The value of a payload attribute; nil if absent. Ids (`rootID`, `parentID`) are written by
    /// ``writeID(_:to:)`` instead.
    package func value(_ field: TaskField) -> AttributeValue? { nil }
    /// Length of the text of `rootID` or `parentID`; nil if absent.
    package func idCount(_ field: TaskField) -> Int? { nil }
    /// Writes that text and a NUL.
    package func writeID(_ field: TaskField, to destination: UnsafeMutableRawPointer) {}

    /// How many further attributes there are.
    package var attributeCount: Int { 0 }
    /// Calls `body` with the name (NUL behind it) and the value of each further attribute.
    package func forEachAttribute(_ body: (UnsafeRawBufferPointer, AttributeValue) -> Void) {}
}

/// The kinds of time a task keeps.
public enum TaskTime: UInt8, Sendable, CaseIterable {
    case sent = 1
    case received, started, succeeded, failed, retried, revoked, rejected
}
