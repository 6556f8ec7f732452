// SPDX-License-Identifier: Apache-2.0
internal import CeleryEvents

/// One task in a snapshot.
///
/// Valid only while the snapshot lives; never stored.
package struct TaskRecord {
    /// Number of the slot that holds it; given out again after the task is gone.
    package let slot: Int
    let row: UnsafePointer<TaskSlot>
    let chunks: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    let textChunks: UnsafeMutablePointer<UnsafeMutablePointer<TextTable.Entry>?>

    /// The block that holds the texts and other values of ``forEachPart(_:)``: written once, never changed.
    package var payloadBytes: UnsafeRawBufferPointer { payload.bytes }
    /// Asks for the block's memory, for who will read it soon.
    @inline(__always)
    package func prefetchPayload() {
        let handle = row.pointee.payload
        guard handle != 0, let block = Slab.block(handle, in: chunks) else { return }
        for line in 0..<6 { prefetch(block + line * 64) }
    }

    private var payload: Payload { Payload(handle: row.pointee.payload, chunks: chunks) }

    /// The bytes of an interned text (UTF-8, NUL behind them).
    package func text(_ id: TextID) -> UnsafeRawBufferPointer {
        TextTable.text(id, in: textChunks)
    }

    /// Differs from task to task in one slot; never 0.
    package var birth: UInt32 { row.pointee.birth }
    /// The state's revision of its last change, its removal aside.
    package var revision: UInt64 { row.pointee.revision }
    /// Why it left the state, if it did.
    package var removal: RemovalReason? {
        row.pointee.flags.contains(.evicted) ? .evicted : row.pointee.flags.contains(.cleared) ? .cleared : nil
    }
    /// The state's revision when it left, if it did.
    package var removalRevision: UInt64 { row.pointee.removalRevision }

    package var name: TextID { TextID(row.pointee.name) }
    package var state: TextID { TextID(row.pointee.state) }
    package var worker: TextID { TextID(row.pointee.worker) }
    package var client: TextID { TextID(row.pointee.client) }
    /// Type of the last event.
    package var type: TextID { TextID(row.pointee.type) }
    /// Node name in the last event.
    package var hostname: TextID { row.pointee.flags.contains(.lastWasSent) ? client : worker }
    /// Whether the state is SUCCESS, FAILURE or REVOKED.
    package var isReady: Bool { row.pointee.flags.contains(.ready) }
    /// What Celery's `tasks_by_worker` has it under.
    var indexedHost: TextID { removal == nil ? TextID(row.pointee.indexedHost) : .absent }

    package var timestamp: Double { row.pointee.timestamp }
    /// When the last event came, by our clock.
    package var localReceived: Double { row.pointee.localReceived }
    /// The time of an event of that kind (`Task.sent`, `.received` …), UNIX seconds; NaN if there was none.
    package func time(_ kind: TaskTime) -> Double {
        if let time = row.pointee.time(kind.rawValue) { return time }
        // Four kinds at the most have a place in the slot; without them all taken there is no fifth.
        guard row.pointee.timeKinds >> 12 != 0, let record = payload.record(PayloadField.time + kind.rawValue) else {
            return .nan
        }
        return record.value.loadUnaligned(as: Double.self)
    }
    package var clock: Int64 { row.pointee.clock }
    /// nil: unknown.
    package var pid: Int64? { row.pointee.pid == TaskSlot.noPID ? nil : Int64(row.pointee.pid) }
    /// The last event's offset, whole hours west of UTC; nil: unknown.
    package var utcOffset: Int64? { row.pointee.utcOffset }

    /// Length of the uuid's text in bytes.
    package var uuidCount: Int {
        row.pointee.flags.contains(.canonical) ? 36 : payload.record(PayloadField.uuid)?.count ?? 0
    }

    /// Writes the uuid's text and a NUL: `uuidCount + 1` bytes.
    package func writeUUID(to destination: UnsafeMutableRawPointer) {
        if row.pointee.flags.contains(.canonical) {
            UUIDText.write(row.pointee.uuidHigh, row.pointee.uuidLow, to: destination)
        } else if let record = payload.record(PayloadField.uuid) {
            destination.copyMemory(from: record.value, byteCount: record.count + 1)
        } else {
            destination.storeBytes(of: 0, as: UInt8.self)
        }
    }

    /// The uuid as a string.
    package var uuid: String {
        withUnsafeTemporaryAllocation(byteCount: uuidCount + 1, alignment: 1) { buffer in
            guard let base = buffer.baseAddress else { return "" }
            writeUUID(to: base)
            return String(decoding: UnsafeRawBufferPointer(start: base, count: uuidCount), as: UTF8.self)
        }
    }

    /// The value of a payload attribute; nil if absent.
    ///
    /// Ids (`rootID`, `parentID`) that are uuids are written by ``writeID(_:to:)`` instead.
    package func value(_ field: TaskField) -> AttributeValue? {
        value(of: field.rawValue)
    }

    /// Everything that is in the payload block, in one pass: what reads it all reads it once.
    package func forEachPart(_ body: (TaskPart) -> Void) {
        let payload = payload
        var offset = 0
        while let (record, _) = payload.next(&offset) {
            switch record.field {
            case PayloadField.route:
                let route = text(TextID(record.value.loadUnaligned(as: UInt32.self)))
                body(.value(.queue, .string(Route.part(of: route, 0))))
                body(.value(.exchange, .string(Route.part(of: route, 1))))
                body(.value(.routingKey, .string(Route.part(of: route, 2))))
            case PayloadField.other:
                body(.attribute(text(TextID(record.key)), record.attributeValue(texts: { text($0) })))
            case PayloadField.time..<PayloadField.other:
                if let kind = TaskTime(rawValue: record.field - PayloadField.time) {
                    body(.time(kind, record.value.loadUnaligned(as: Double.self)))
                }
            case PayloadField.uuid: continue
            default:
                guard let field = TaskField(rawValue: record.field) else {
                    if let name = AttributeNames.name(of: record.field) {
                        body(.attribute(name, record.attributeValue(texts: { text($0) })))
                    }
                    continue
                }
                switch record.kind {
                case .own: body(.ownID(field))
                case .uuid:
                    body(
                        .id(
                            field, record.value.loadUnaligned(as: UInt64.self),
                            record.value.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
                default: body(.value(field, record.attributeValue(texts: { text($0) })))
                }
            }
        }
    }

    /// The times that stand in the slot; further ones are parts of the payload.
    package func forEachTime(_ body: (TaskTime, Double) -> Void) {
        let kinds = row.pointee.timeKinds
        if let kind = TaskTime(rawValue: UInt8(kinds & 15)) { body(kind, row.pointee.times.0) }
        if let kind = TaskTime(rawValue: UInt8(kinds >> 4 & 15)) { body(kind, row.pointee.times.1) }
        if let kind = TaskTime(rawValue: UInt8(kinds >> 8 & 15)) { body(kind, row.pointee.times.2) }
        if let kind = TaskTime(rawValue: UInt8(kinds >> 12)) { body(kind, row.pointee.times.3) }
    }

    private func value(of field: UInt8) -> AttributeValue? {
        let payload = payload
        if let record = payload.record(field) {
            return record.kind == .uuid || record.kind == .own ? nil : record.attributeValue(texts: { text($0) })
        }
        guard field >= PayloadField.queue, field <= PayloadField.routingKey else { return nil }
        guard let record = payload.record(PayloadField.route) else { return nil }
        let route = text(TextID(record.value.loadUnaligned(as: UInt32.self)))
        return .string(Route.part(of: route, Int(field - PayloadField.queue)))
    }

    /// Length of the text of `rootID` or `parentID`; nil if absent or no text.
    package func idCount(_ field: TaskField) -> Int? {
        guard let record = payload.record(field.rawValue) else { return nil }
        return switch record.kind {
        case .own: uuidCount
        case .uuid: 36
        case .string: record.count
        default: nil
        }
    }

    /// Writes that text and a NUL.
    package func writeID(_ field: TaskField, to destination: UnsafeMutableRawPointer) {
        guard let record = payload.record(field.rawValue) else { return }
        switch record.kind {
        case .own: writeUUID(to: destination)
        case .uuid:
            UUIDText.write(
                record.value.loadUnaligned(as: UInt64.self),
                record.value.loadUnaligned(fromByteOffset: 8, as: UInt64.self), to: destination)
        case .string: destination.copyMemory(from: record.value, byteCount: record.count + 1)
        default: return
        }
    }

    /// How many further attributes there are.
    package var attributeCount: Int {
        var count = 0
        forEachAttribute { _, _ in count += 1 }
        return count
    }

    /// Calls `body` with the name (NUL behind it) and the value of each further attribute.
    package func forEachAttribute(_ body: (UnsafeRawBufferPointer, AttributeValue) -> Void) {
        forEachOther(
            payload, texts: { text($0) },
            nameOf: { record in
                TaskField(rawValue: record.field) == nil && record.field != PayloadField.uuid
                    ? AttributeNames.name(of: record.field) : nil
            }, body)
    }
}

/// The kinds of time a task keeps.
public enum TaskTime: UInt8, Sendable, CaseIterable {
    case sent = 1
    case received, started, succeeded, failed, retried, revoked, rejected
}
