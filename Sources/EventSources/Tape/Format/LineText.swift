// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Reads what the tape itself has written, from left to right; whatever else stands there is refused.
struct LineText {
    /// What is left.
    private(set) var rest: UnsafeRawBufferPointer

    /// Reads a line.
    init(_ line: UnsafeRawBufferPointer) { rest = line }

    /// Bytes that are left.
    var count: Int { rest.count }

    /// Whether nothing is left.
    var isAtEnd: Bool { rest.isEmpty }

    /// Passes over this text; nil if something else stands here.
    @inline(__always)
    mutating func take(_ text: StaticString) -> Void? {
        let count = text.utf8CodeUnitCount
        guard rest.count >= count, let start = rest.baseAddress, memcmp(start, text.utf8Start, count) == 0 else {
            return nil
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        return ()
    }

    /// Reads digits; nil if there are none, or too many for 64 bits.
    mutating func takeNumber() -> UInt64? {
        var number: UInt64 = 0
        var digits = 0
        while digits < rest.count, (0x30...0x39).contains(rest[digits]) {
            let (product, overflows) = number.multipliedReportingOverflow(by: 10)
            let (sum, carries) = product.addingReportingOverflow(UInt64(rest[digits] - 0x30))
            if overflows || carries { return nil }
            number = sum
            digits += 1
        }
        guard digits > 0 else { return nil }
        rest = UnsafeRawBufferPointer(rebasing: rest[digits...])
        return number
    }

    /// Reads eight hexadecimal digits.
    mutating func takeChecksum() -> UInt32? {
        guard rest.count >= 8, let number = UInt32(String(decoding: rest[..<8], as: UTF8.self), radix: 16) else {
            return nil
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[8...])
        return number
    }

    /// Reads UNIX seconds with up to seven decimals, as the number that they were written for.
    mutating func takeTime() -> Double? {
        guard let seconds = takeNumber() else { return nil }
        guard take(".") != nil else { return Double(seconds) }
        let before = rest.count
        guard let decimals = takeNumber(), before - rest.count <= 7, seconds < 9_000_000_000 else { return nil }
        var micros = decimals
        for _ in before - rest.count..<max(before - rest.count, 6) { micros *= 10 }
        // Whole microseconds are divided once. With a seventh decimal a time lies too close to its number for two
        // roundings to lead astray.
        return before - rest.count < 7
            ? Double(seconds * 1_000_000 + micros) / 1e6 : Double(seconds) + Double(decimals) / 1e7
    }

    /// Reads up to the next quotation mark, which it passes over; nil for a text with escapes.
    mutating func takeText() -> String? {
        guard let end = rest.firstIndex(of: 0x22) else { return nil }
        let text = rest[..<end]
        guard !text.contains(0x5C) else { return nil }
        rest = UnsafeRawBufferPointer(rebasing: rest[(end + 1)...])
        return String(decoding: text, as: UTF8.self)
    }

    /// Passes over a text with escapes up to its closing quotation mark, and over that; nil if there is none.
    mutating func skipText() -> Void? {
        var index = 0
        while index < rest.count, rest[index] != 0x22 { index += rest[index] == 0x5C ? 2 : 1 }
        guard index < rest.count else { return nil }
        rest = UnsafeRawBufferPointer(rebasing: rest[(index + 1)...])
        return ()
    }
}
