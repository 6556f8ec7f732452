// SPDX-License-Identifier: Apache-2.0
internal import CeleryEvents

extension StateCore {
    private static var routeFields: UInt64 {
        EventField.queue.bit | EventField.exchange.bit | EventField.routingKey.bit
    }

    /// Lays an event's attributes over a payload and writes the result as a new block.
    /// - Parameters:
    ///   - old: the block so far; 0: none. It is retired if a new one is written.
    ///   - fields: the attributes of the event that count (bits of `EventField`).
    ///   - dropped: attributes that have a better place now.
    ///   - extras: whether its other attributes count.
    ///   - own: the task's own uuid, for ids that are the same.
    ///   - spill: a time that has no place in the slot.
    ///   - forWorker: a worker keeps everything here, and the receiver's clock and timestamp.
    /// - Returns: the new block, or nil if nothing has changed (or there is no room).
    mutating func writePayload(
        old: UInt32, event: Event, fields: UInt64, dropped: UInt64, extras: Bool,
        own: (high: UInt64, low: UInt64)?, spill: (kind: UInt8, time: Double)?, forWorker: Bool
    ) -> UInt32? {
        var incoming = event.present & fields
        if forWorker { incoming |= EventField.clock.bit }
        let extraCount = extras ? event.extraCount : 0
        if incoming == 0, dropped == 0, extraCount == 0, spill == nil { return nil }

        extraKeys.removeAll(keepingCapacity: true)
        for position in 0..<extraCount {
            let key = event.extra(position).map { texts.intern($0.key, generation: reclaimer.generation).rawValue }
            extraKeys.append(key ?? 0)
        }

        builder.removeAll()
        let payload = Payload(handle: old, chunks: chunks)
        let routeIncoming = incoming & Self.routeFields
        incoming &= ~Self.routeFields
        var remaining = incoming
        var offset = 0
        while let (record, range) = payload.next(&offset) {
            switch record.field {
            case 0..<64:
                let bit: UInt64 = 1 << UInt64(record.field)
                if incoming & bit != 0 {
                    write(Int(record.field), of: event, own: own, forWorker: forWorker)
                    remaining &= ~bit
                } else if dropped & bit == 0, routeIncoming == 0 || bit & Self.routeFields == 0 {
                    builder.copy(payload.bytes, range)
                }
            case PayloadField.route:
                if routeIncoming == 0 { builder.copy(payload.bytes, range) }
            case PayloadField.other:
                if let position = extraKeys.firstIndex(of: record.key) {
                    if let extra = event.extra(position) { builder.write(PayloadField.other, extra.value, key: record.key) }
                    extraKeys[position] = 0
                } else {
                    builder.copy(payload.bytes, range)
                }
            default:
                if spill.map({ PayloadField.time + $0.kind }) != record.field { builder.copy(payload.bytes, range) }
            }
        }
        while remaining != 0 {
            write(remaining.trailingZeroBitCount, of: event, own: own, forWorker: forWorker)
            remaining &= remaining - 1
        }
        if routeIncoming != 0 { writeRoute(event, routeIncoming, old: payload) }
        for (position, key) in extraKeys.enumerated() where key != 0 {
            if let extra = event.extra(position) { builder.write(PayloadField.other, extra.value, key: key) }
        }
        if let spill { builder.write(PayloadField.time + spill.kind, double: spill.time) }
        return commitPayload(old: old)
    }

    /// Makes a block of what the builder holds, unless the old one says the same.
    private mutating func commitPayload(old: UInt32) -> UInt32? {
        let before = Payload(handle: old, chunks: chunks).bytes
        let now = builder.bytes
        if before.count == now.count {
            guard let a = before.baseAddress, let b = now.baseAddress else { return nil }
            if bytesEqual(a, b, count: now.count) { return nil }
        }
        var handle: UInt32 = 0
        if now.count > 0 {
            guard now.count < Slab.maxBytes,
                let fresh = memory.slab.pointee.allocate(content: now.count, generation: reclaimer.generation),
                let block = memory.slab.pointee.block(fresh), let base = now.baseAddress
            else {
                refuse(.noRoom)
                return nil
            }
            (block + Slab.headerBytes).copyMemory(from: base, byteCount: now.count)
            handle = fresh
        }
        reclaimer.retireBlock(old)
        return handle
    }

    /// Writes one known attribute; null means that it is absent.
    @inline(__always)
    private mutating func write(
        _ field: Int, of event: Event, own: (high: UInt64, low: UInt64)?, forWorker: Bool
    ) {
        if forWorker {
            if field == EventField.clock.rawValue { return builder.write(PayloadField.clock, integer: event.clock) }
            if field == EventField.timestamp.rawValue { return builder.write(UInt8(field), double: event.timestamp) }
        }
        let value = event.value(at: field)
        switch value.kind {
        case .null: return
        case .string where field == EventField.rootID.rawValue || field == EventField.parentID.rawValue:
            if let (high, low) = parseUUID(value.text) {
                if let own, own.high == high, own.low == low { return builder.writeOwnUUID(UInt8(field)) }
                return builder.write(UInt8(field), high: high, low: low)
            }
            builder.write(UInt8(field), value)
        case .string where forWorker && (field == 0 || field >= EventField.swIdent.rawValue):
            builder.write(UInt8(field), text: TextID(intern(value)))
        default:
            builder.write(UInt8(field), value)
        }
    }

    /// Queue, exchange and routing key: as one interned text where all three are texts, else one by one.
    private mutating func writeRoute(_ event: Event, _ incoming: UInt64, old: Payload) {
        if incoming == Self.routeFields, let queue = event[.queue], let exchange = event[.exchange],
            let key = event[.routingKey], queue.kind == .string, exchange.kind == .string, key.kind == .string,
            !queue.text.contains(0), !exchange.text.contains(0), !key.text.contains(0)
        {
            let count = queue.text.count + exchange.text.count + key.text.count + 3
            let route = withUnsafeTemporaryAllocation(byteCount: count, alignment: 8) { buffer in
                buffer.initializeMemory(as: UInt8.self, repeating: 0)
                var place = 0
                for part in [queue.text, exchange.text, key.text] {
                    UnsafeMutableRawBufferPointer(rebasing: buffer[place...]).copyMemory(from: part)
                    place += part.count + 1
                }
                return texts.intern(UnsafeRawBufferPointer(buffer), generation: reclaimer.generation)
            }
            if route.isPresent { return builder.write(PayloadField.route, text: route) }
        }
        for field in [EventField.queue, .exchange, .routingKey] {
            if incoming & field.bit != 0 {
                if let value = event[field], value.kind != .null { builder.write(UInt8(field.rawValue), value) }
            } else if let record = old.record(UInt8(field.rawValue)) {
                copyValue(record)
            } else if let route = old.record(PayloadField.route) {
                let text = texts.text(TextID(route.value.loadUnaligned(as: UInt32.self)))
                builder.write(UInt8(field.rawValue), .string, Route.part(of: text, field.rawValue - EventField.queue.rawValue))
            }
        }
    }

    private mutating func copyValue(_ record: Payload.Record) {
        switch record.attributeValue(texts: { [texts = texts.chunks] in TextTable.text($0, in: texts) }) {
        case .null: return
        case .bool(let value): builder.write(record.field, EventValue(bool: value))
        case .int(let value): builder.write(record.field, integer: value)
        case .double(let value): builder.write(record.field, double: value)
        case .string(let text): builder.write(record.field, .string, text)
        case .json(let text): builder.write(record.field, .json, text)
        }
    }
}
