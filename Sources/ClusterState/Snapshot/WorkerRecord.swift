// SPDX-License-Identifier: Apache-2.0
package import CeleryEvents

/// One worker in a snapshot.
///
/// Valid only while the snapshot lives; never stored.
package struct WorkerRecord {
    let row: UnsafePointer<WorkerSlot>
    let chunks: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    let textChunks: UnsafeMutablePointer<UnsafeMutablePointer<TextTable.Entry>?>

    private var payload: Payload { Payload(handle: row.pointee.payload, chunks: chunks) }

    /// The bytes of an interned text (UTF-8, NUL behind them).
    package func text(_ id: TextID) -> UnsafeRawBufferPointer {
        TextTable.text(id, in: textChunks)
    }

    /// The state's revision of its last change.
    package var revision: UInt64 { row.pointee.revision }
    /// Why it left the state, if it did.
    package var removal: RemovalReason? {
        row.pointee.flags.contains(.evicted) ? .evicted : row.pointee.flags.contains(.cleared) ? .cleared : nil
    }
    /// The state's revision when it left, if it did.
    package var removalRevision: UInt64 { row.pointee.removalRevision }
    package var hostname: TextID { TextID(row.pointee.hostname) }
    /// Heartbeats, ascending; UNIX seconds.
    package var heartbeatCount: Int { Int(row.pointee.heartbeatCount) }
    package func heartbeat(_ index: Int) -> Double { row.pointee.heartbeat(index) }
    /// Seconds between heartbeats (60 until an event says otherwise).
    package var freq: Double { row.pointee.freq }
    /// Whether its last heartbeat is younger than 2 × `freq` at `now` (`Worker.alive`).
    package func isAlive(at now: Double) -> Bool { row.pointee.isAlive(at: now) }
    /// Whether its last word was worker-offline.
    package var saidOffline: Bool { row.pointee.flags.contains(.saidOffline) }

    /// The value of an attribute that has no place in the slot; nil if absent.
    package func value(_ field: EventField) -> AttributeValue? {
        payload.record(UInt8(field.rawValue))?.attributeValue(texts: { text($0) })
    }

    private func integer(_ field: EventField) -> Int64? {
        switch value(field) {
        case .int(let value): value
        case .double(let value): Int64(exactly: value.rounded(.towardZero))
        default: nil
        }
    }

    package var pid: Int64? { integer(.pid) }
    package var clock: Int64? { integer(.clock) }
    package var active: Int64? { integer(.active) }
    package var processed: Int64? { integer(.processed) }

    /// 1, 5 and 15 minutes.
    package var loadavg: (Double, Double, Double)? {
        guard case .json(let text) = value(.loadavg) else { return nil }
        let numbers = text.split {
            $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "]") || $0 == 32
        }
        .compactMap { Double(String(decoding: $0, as: UTF8.self)) }
        return numbers.count == 3 ? (numbers[0], numbers[1], numbers[2]) : nil
    }

    package var swIdent: AttributeValue? { value(.swIdent) }
    package var swVer: AttributeValue? { value(.swVer) }
    package var swSys: AttributeValue? { value(.swSys) }

    /// How many further attributes there are.
    package var attributeCount: Int {
        var count = 0
        forEachAttribute { _, _ in count += 1 }
        return count
    }

    /// Calls `body` with the name and the value of each further attribute.
    package func forEachAttribute(_ body: (UnsafeRawBufferPointer, AttributeValue) -> Void) {
        forEachOther(
            payload, texts: { text($0) },
            nameOf: { record in
                switch Int(record.field) {
                case EventField.pid.rawValue, EventField.clock.rawValue,
                    EventField.freq.rawValue...EventField.swSys.rawValue:
                    nil
                default: AttributeNames.name(of: record.field)
                }
            }, body)
    }
}
