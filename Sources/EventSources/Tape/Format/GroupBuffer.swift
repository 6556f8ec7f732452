// SPDX-License-Identifier: Apache-2.0

import CBase64
import Glibc

/// Text of the tape that is not written yet: the lines of one group.
///
/// Used again for every group, so that nothing is allocated for a message.
struct GroupBuffer: ~Copyable {
    /// What a buffer shrinks to that one group has made larger than ``shrinksAbove``.
    private static let usualCapacity = 1 << 20
    private static let shrinksAbove = 16 << 20

    /// Bytes so far.
    private(set) var count = 0
    private var capacity: Int
    private var base: UnsafeMutableRawPointer

    /// Makes an empty one.
    init() {
        capacity = Self.usualCapacity
        base = .allocate(byteCount: capacity, alignment: 64)
    }

    deinit { base.deallocate() }

    /// The text so far; lent until the next change.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

    /// Forgets the text.
    mutating func removeAll() {
        count = 0
        if capacity > Self.shrinksAbove { self = GroupBuffer() }
    }

    /// Sees to room for so many more bytes; everything else here relies on it.
    @inline(__always)
    mutating func reserve(_ more: Int) {
        if capacity - count < more { grow(more) }
    }

    @inline(never)
    private mutating func grow(_ more: Int) {
        let size = max(count + more, capacity * 2)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
        larger.copyMemory(from: base, byteCount: count)
        base.deallocate()
        base = larger
        capacity = size
    }

    /// Appends a text that the source knows.
    @inline(__always)
    mutating func append(_ text: StaticString) {
        memcpy(base + count, text.utf8Start, text.utf8CodeUnitCount)
        count += text.utf8CodeUnitCount
    }

    /// Appends bytes as they are.
    @inline(__always)
    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        memcpy(base + count, start, bytes.count)
        count += bytes.count
    }

    @inline(__always)
    private mutating func append(byte: UInt8) {
        base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count += 1
    }

    /// Appends bytes with spaces in place of ends of lines, which in JSON are nothing but space.
    /// - Returns: the bytes as they stand here.
    @inline(__always)
    mutating func appendOneLine(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let start = base + count
        append(bytes)
        let written = UnsafeMutableRawBufferPointer(start: start, count: bytes.count)
        if UnsafeRawBufferPointer(written).hasLineEnds { written.replaceLineEnds() }
        return UnsafeRawBufferPointer(written)
    }

    /// Appends bytes in base64.
    mutating func appendBase64(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        let room = (base + count).assumingMemoryBound(to: CChar.self)
        count += cb64_encode(start.assumingMemoryBound(to: CChar.self), bytes.count, room)
    }

    /// Appends what stands between the quotes of a JSON string; what is not UTF-8 becomes U+FFFD.
    ///
    /// It takes up to six times as many bytes.
    @inline(__always)
    mutating func appendEscaped(_ label: UnsafeRawBufferPointer) {
        for index in 0..<label.count {
            let byte = label[index]
            guard byte >= 0x20, byte < 0x7F, byte != 0x22, byte != 0x5C else {
                appendUnusual(UnsafeRawBufferPointer(rebasing: label[index...]))
                return
            }
            append(byte: byte)
        }
    }

    @inline(never)
    private mutating func appendUnusual(_ label: UnsafeRawBufferPointer) {
        for scalar in String(decoding: label, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\"", "\\":
                append(byte: 0x5C)
                append(byte: UInt8(scalar.value))
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                append("\\u00")
                appendHexadecimal(scalar.value, digits: 2)
            default:
                for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { append(byte: byte) }
            }
        }
    }

    /// Appends a number in digits.
    mutating func append(_ number: UInt64) {
        var divisor: UInt64 = 1
        while number / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            append(byte: UInt8(truncatingIfNeeded: number / divisor % 10) + 0x30)
            divisor /= 10
        }
    }

    /// Appends a number as that many hexadecimal digits.
    mutating func appendHexadecimal(_ number: UInt32, digits: Int) {
        for digit in (0..<digits).reversed() {
            let value = UInt8(truncatingIfNeeded: number >> UInt32(4 * digit) & 0xF)
            append(byte: value < 10 ? value + 0x30 : value + 0x57)
        }
    }

    /// Appends UNIX seconds so that they are read as the same number: with six decimals, or with seven, which tell
    /// all times of our days apart; 0 for what is no time.
    @inline(__always)
    mutating func append(time: Double) {
        let time = time >= 0 && time < 9e9 ? time : 0
        var seconds = UInt64(time)
        let fraction = time - Double(seconds)
        var micros = UInt64((fraction * 1e6).rounded())
        let isExact = Double(seconds * 1_000_000 + micros) / 1e6 == time
        let decimals = isExact ? 0 : UInt64((fraction * 1e7).rounded())
        if !isExact { micros = decimals / 10 }
        if micros == 1_000_000 {
            seconds += 1
            micros = 0
        }
        if seconds >= 1_000_000_000 {
            let (high, low) = seconds.quotientAndRemainder(dividingBy: 1_000_000)
            appendPairs(high, count: 2)
            appendPairs(low, count: 3)
        } else {
            append(seconds)
        }
        append(byte: 0x2E)
        appendPairs(micros, count: 3)
        if !isExact { append(byte: 0x30 + UInt8(truncatingIfNeeded: decimals % 10)) }
    }

    /// Appends twice `count` digits.
    @inline(__always)
    private mutating func appendPairs(_ number: UInt64, count pairs: Int) {
        let digits: StaticString = """
            0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
            5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899
            """
        var rest = UInt32(truncatingIfNeeded: number)
        var place = base + count + 2 * pairs
        for _ in 0..<pairs {
            let (quotient, pair) = rest.quotientAndRemainder(dividingBy: 100)
            place -= 2
            memcpy(place, digits.utf8Start + 2 * Int(pair), 2)
            rest = quotient
        }
        count += 2 * pairs
    }
}

extension UnsafeRawBufferPointer {
    /// Whether there are ends of lines.
    @inline(__always)
    var hasLineEnds: Bool {
        guard let start = baseAddress else { return false }
        return memchr(start, 0x0A, count) != nil || memchr(start, 0x0D, count) != nil
    }
}

extension UnsafeMutableRawBufferPointer {
    /// Puts spaces in place of ends of lines.
    func replaceLineEnds() {
        for index in indices where self[index] == 0x0A || self[index] == 0x0D { self[index] = 0x20 }
    }
}
