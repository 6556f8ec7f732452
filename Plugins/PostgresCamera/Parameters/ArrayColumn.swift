// SPDX-License-Identifier: Apache-2.0

import CameraKit
import Glibc

/// A column of rows to write, as an array in the server's binary form: one parameter, however many rows.
final class ArrayColumn {
    private static let headerSize = 20

    private let type: PostgresType
    private var start: UnsafeMutablePointer<UInt8>
    private var capacity = 1 << 12
    private(set) var size = ArrayColumn.headerSize
    private var rows: Int32 = 0
    /// How many values there are.
    var count: Int { Int(rows) }
    private var hasNull = false

    init(_ type: PostgresType) {
        self.type = type
        start = .allocate(capacity: capacity)
    }

    deinit { start.deallocate() }

    /// Begins anew, and gives back the memory of an uncommonly large shutter.
    func reset() {
        size = Self.headerSize
        rows = 0
        hasNull = false
        guard capacity > 16 << 20 else { return }
        start.deallocate()
        capacity = 1 << 12
        start = .allocate(capacity: capacity)
    }

    /// The array; valid until the column changes.
    var parameter: Parameter {
        let header: [Int32] = [rows > 0 ? 1 : 0, hasNull ? 1 : 0, Int32(bitPattern: type.oid), rows, 1]
        for (index, word) in header.enumerated() { store(word, at: index * 4) }
        // An array without elements has no dimension.
        let count = rows > 0 ? size : 12
        return Parameter(type: type.arrayOID, bytes: UnsafeRawBufferPointer(start: start, count: count))
    }

    func appendNull() {
        rows += 1
        hasNull = true
        reserve(4)
        store(Int32(-1), at: size)
        size += 4
    }

    func append(_ number: Int64?) {
        guard let number else { return appendNull() }
        append(word: UInt64(bitPattern: number))
    }

    func append(_ number: Double?) {
        guard let number, number.isFinite else { return appendNull() }
        append(word: number.bitPattern)
    }

    func append(_ flag: Bool) {
        rows += 1
        reserve(5)
        store(Int32(1), at: size)
        start[size + 4] = flag ? 1 : 0
        size += 5
    }

    /// A time in UNIX seconds; what no calendar shows is null.
    func append(time seconds: Double?) {
        guard let seconds, let microseconds = Timestamp(seconds)?.microseconds else { return appendNull() }
        append(word: UInt64(bitPattern: microseconds))
    }

    /// A text as the server takes it, cut to at most so many bytes; answers whether it is the text's own bytes.
    @discardableResult
    func append(_ text: TextView?, limit: Int = .max) -> Bool {
        guard let text else {
            appendNull()
            return true
        }
        guard !text.isSQLText else {
            text.withContiguousStorageIfAvailable { append(bytes: UnsafeRawBufferPointer($0), limit: limit) }
            return text.count <= limit
        }
        var clean: [UInt8] = []
        text.appendSQLText(to: &clean)
        clean.withUnsafeBytes { append(bytes: $0, limit: limit) }
        return false
    }

    /// A text that is never null: what is absent is empty.
    func append(present text: TextView?) {
        guard let text else { return append(bytes: UnsafeRawBufferPointer(start: nil, count: 0)) }
        append(text)
    }

    /// A text's bytes, which are UTF-8 without NUL; cut at a character.
    func append(bytes: UnsafeRawBufferPointer, limit: Int = .max) {
        var end = min(bytes.count, limit)
        while end > 0, end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        rows += 1
        reserve(4 + end)
        store(Int32(clamping: end), at: size)
        if let source = bytes.baseAddress { memcpy(start + size + 4, source, end) }
        size += 4 + end
    }

    private func append(word: UInt64) {
        rows += 1
        reserve(12)
        store(Int32(8), at: size)
        UnsafeMutableRawPointer(start + size + 4).storeBytes(of: word.bigEndian, as: UInt64.self)
        size += 12
    }

    @inline(__always)
    private func store(_ word: Int32, at offset: Int) {
        UnsafeMutableRawPointer(start + offset).storeBytes(of: word.bigEndian, as: Int32.self)
    }

    @inline(__always)
    private func reserve(_ more: Int) {
        if capacity - size < more { grow(more) }
    }

    @inline(never)
    private func grow(_ more: Int) {
        let larger = max(capacity * 2, size + more)
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        memcpy(memory, start, size)
        start.deallocate()
        start = memory
        capacity = larger
    }
}
