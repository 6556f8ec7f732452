// SPDX-License-Identifier: Apache-2.0
internal import CeleryEvents

/// Writes the records of a payload block into a buffer that is reused from event to event.
struct PayloadBuilder: ~Copyable {
    private var buffer: UnsafeMutableRawPointer
    private var capacity = 4096
    private(set) var count = 0

    init() {
        buffer = .allocate(byteCount: 4096, alignment: 16)
    }

    deinit {
        buffer.deallocate()
    }

    /// What has been written; valid until the next write.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: buffer, count: count) }

    mutating func removeAll() {
        count = 0
        // One giant event must not keep its memory for ever.
        if capacity > 1 << 20 { resize(to: 4096) }
    }

    @inline(__always)
    private mutating func reserve(_ more: Int) {
        if count + more > capacity { resize(to: max(capacity * 2, count + more)) }
    }

    private mutating func resize(to larger: Int) {
        let copy = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
        copy.copyMemory(from: buffer, byteCount: count)
        buffer.deallocate()
        buffer = copy
        capacity = larger
    }

    @inline(__always)
    private mutating func header(_ field: UInt8, _ kind: PayloadKind, key: UInt32) {
        reserve(16)
        buffer.storeBytes(of: field, toByteOffset: count, as: UInt8.self)
        buffer.storeBytes(of: kind.rawValue, toByteOffset: count + 1, as: UInt8.self)
        count += 2
        if field == PayloadField.other {
            buffer.storeBytes(of: key, toByteOffset: count, as: UInt32.self)
            count += 4
        }
    }

    /// Copies a record as it is.
    @inline(__always)
    mutating func copy(_ source: UnsafeRawBufferPointer, _ range: Range<Int>) {
        guard let base = source.baseAddress else { return }
        reserve(range.count)
        (buffer + count).copyMemory(from: base + range.lowerBound, byteCount: range.count)
        count += range.count
    }

    /// Writes a value as the event has it.
    @inline(__always)
    mutating func write(_ field: UInt8, _ value: EventValue, key: UInt32 = 0) {
        switch value.kind {
        case .null: header(field, .null, key: key)
        case .bool: header(field, value.integer != 0 ? .yes : .no, key: key)
        case .int: write(field, integer: value.integer, key: key)
        case .double: write(field, double: value.number, key: key)
        case .string: write(field, .string, value.text, key: key)
        default: write(field, .json, value.text, key: key)
        }
    }

    mutating func write(_ field: UInt8, integer: Int64, key: UInt32 = 0) {
        if let small = Int8(exactly: integer) {
            header(field, .small, key: key)
            buffer.storeBytes(of: small, toByteOffset: count, as: Int8.self)
            count += 1
            return
        }
        header(field, .int, key: key)
        buffer.storeBytes(of: integer, toByteOffset: count, as: Int64.self)
        count += 8
    }

    mutating func write(_ field: UInt8, double: Double, key: UInt32 = 0) {
        header(field, .double, key: key)
        buffer.storeBytes(of: double, toByteOffset: count, as: Double.self)
        count += 8
    }

    @inline(__always)
    mutating func write(_ field: UInt8, _ kind: PayloadKind, _ text: UnsafeRawBufferPointer, key: UInt32 = 0) {
        header(field, kind, key: key)
        reserve(text.count + 7)
        if text.count < 0xffff {
            buffer.storeBytes(of: UInt16(text.count), toByteOffset: count, as: UInt16.self)
            count += 2
        } else {
            buffer.storeBytes(of: 0xffff, toByteOffset: count, as: UInt16.self)
            buffer.storeBytes(of: UInt32(text.count), toByteOffset: count + 2, as: UInt32.self)
            count += 6
        }
        if let base = text.baseAddress { (buffer + count).copyMemory(from: base, byteCount: text.count) }
        buffer.storeBytes(of: 0, toByteOffset: count + text.count, as: UInt8.self)
        count += text.count + 1
    }

    mutating func write(_ field: UInt8, text: TextID) {
        header(field, .text, key: 0)
        buffer.storeBytes(of: text.rawValue, toByteOffset: count, as: UInt32.self)
        count += 4
    }

    mutating func write(_ field: UInt8, high: UInt64, low: UInt64) {
        header(field, .uuid, key: 0)
        buffer.storeBytes(of: high, toByteOffset: count, as: UInt64.self)
        buffer.storeBytes(of: low, toByteOffset: count + 8, as: UInt64.self)
        count += 16
    }

    mutating func writeOwnUUID(_ field: UInt8) {
        header(field, .own, key: 0)
    }
}
