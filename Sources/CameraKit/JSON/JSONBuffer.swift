// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Bytes of JSON lines, put together without a `String` per text; made once and used again for each snapshot.
///
/// Invalid UTF-8 becomes U+FFFD, and numbers that JSON cannot write are left out (in attributes: `null`).
public struct JSONBuffer: ~Copyable {
    private(set) var start: UnsafeMutablePointer<UInt8>
    /// Bytes written so far.
    public private(set) var count = 0
    private var capacity: Int
    /// Whether NUL characters are left out of strings, as databases want it.
    let omitsNUL: Bool

    /// Makes an empty buffer; it grows as needed.
    /// - Parameters:
    ///   - capacity: bytes to begin with.
    ///   - omitsNUL: whether NUL characters are left out of strings: SQL's text and `jsonb` cannot hold them.
    public init(capacity: Int = 1 << 16, omitsNUL: Bool = false) {
        start = .allocate(capacity: capacity)
        self.capacity = capacity
        self.omitsNUL = omitsNUL
    }

    deinit { start.deallocate() }

    /// What was written so far; valid until the buffer changes.
    public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

    /// Forgets what was written beyond `count`, keeps the memory.
    mutating func truncate(to count: Int) { self.count = min(count, self.count) }

    /// Forgets everything, and gives back the memory of an uncommonly large snapshot.
    public mutating func reset() {
        count = 0
        guard capacity > 128 << 20 else { return }
        start.deallocate()
        capacity = 1 << 16
        start = .allocate(capacity: capacity)
    }

    /// Appends JSON as it stands.
    @inline(__always)
    public mutating func append(_ literal: StaticString) {
        append(UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        reserve(bytes.count)
        memcpy(start + count, source, bytes.count)
        count += bytes.count
    }

    mutating func append(byte: UInt8) {
        reserve(1)
        start[count] = byte
        count += 1
    }

    /// Makes room for so many more bytes.
    @inline(__always)
    private mutating func reserve(_ more: Int) {
        if capacity - count < more { grow(more) }
    }

    @inline(never)
    private mutating func grow(_ more: Int) {
        let larger = max(capacity * 2, count + more)
        let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        memcpy(memory, start, count)
        start.deallocate()
        start = memory
        capacity = larger
    }

    /// A JSON string.
    mutating func append(quoted text: TextView) {
        text.withContiguousStorageIfAvailable { append(quoted: $0) }
    }

    /// A JSON string of whatever bytes: control characters are escaped, invalid UTF-8 becomes U+FFFD.
    mutating func append(quoted text: UnsafeBufferPointer<UInt8>) {
        reserve(text.count * 6 + 2)
        start[count] = UInt8(ascii: "\"")
        count += 1
        if let source = text.baseAddress { appendEscaped(source, text.count) }
        start[count] = UInt8(ascii: "\"")
        count += 1
    }

    /// The inside of a JSON string.
    ///
    /// There is room for six bytes for each one.
    private mutating func appendEscaped(_ source: UnsafePointer<UInt8>, _ length: Int) {
        var out = start + count
        var index = 0
        while index < length {
            let run = index
            while index + 8 <= length, UTF8Bytes.arePlain(source + index) { index += 8 }
            while index < length, UTF8Bytes.isPlain(source[index]) { index += 1 }
            memcpy(out, source + run, index - run)
            out += index - run
            guard index < length else { break }
            let byte = source[index]
            if byte >= 0x80 {
                let sequence = UTF8Bytes.sequence(source + index, length - index)
                if sequence > 0 {
                    memcpy(out, source + index, sequence)
                    out += sequence
                } else {
                    (out[0], out[1], out[2]) = (0xEF, 0xBF, 0xBD)
                    out += 3
                }
                index += abs(sequence)
            } else {
                if byte != 0 || !omitsNUL { out += UTF8Bytes.escape(byte, to: out) }
                index += 1
            }
        }
        count = out - start
    }
}
