// SPDX-License-Identifier: Apache-2.0

/// What JSON and UTF-8 make of single bytes.
enum UTF8Bytes {
    /// Whether a byte stands in a JSON string as it is: printable ASCII but `"` and `\`.
    @inline(__always)
    static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7F && byte != 0x22 && byte != 0x5C
    }

    /// Whether the next eight bytes are all plain; may say no too often, never yes.
    @inline(__always)
    static func arePlain(_ bytes: UnsafePointer<UInt8>) -> Bool {
        let word = UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self)
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5C)
        let delete = word ^ (ones &* 0x7F)
        let special =
            ((word &- (ones &* 0x20)) & ~word) | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
            | ((delete &- ones) & ~delete) | word
        return special & highs == 0
    }

    /// Whether the next eight bytes are all ASCII but NUL; may say no too often, never yes.
    @inline(__always)
    static func areNonzeroASCII(_ bytes: UnsafePointer<UInt8>) -> Bool {
        let word = UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self)
        return ((word &- 0x0101_0101_0101_0101) | word) & 0x8080_8080_8080_8080 == 0
    }

    /// Writes the escape of an ASCII byte that is not plain; answers its length.
    static func escape(_ byte: UInt8, to out: UnsafeMutablePointer<UInt8>) -> Int {
        let short: UInt8
        switch byte {
        case 0x22, 0x5C: short = byte
        case 0x08: short = UInt8(ascii: "b")
        case 0x09: short = UInt8(ascii: "t")
        case 0x0A: short = UInt8(ascii: "n")
        case 0x0C: short = UInt8(ascii: "f")
        case 0x0D: short = UInt8(ascii: "r")
        default: short = UInt8(ascii: "u")
        }
        out[0] = 0x5C
        out[1] = short
        guard short == UInt8(ascii: "u") else { return 2 }
        out[2] = UInt8(ascii: "0")
        out[3] = UInt8(ascii: "0")
        out[4] = hexDigit(byte >> 4)
        out[5] = hexDigit(byte & 15)
        return 6
    }

    private static func hexDigit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 0x30 + nibble : 0x57 + nibble }

    /// Length of the well-formed sequence that a byte from 0x80 on begins, or minus the number of bytes that one
    /// U+FFFD stands for (Unicode's "maximal subpart").
    static func sequence(_ bytes: UnsafePointer<UInt8>, _ available: Int) -> Int {
        let length: Int
        var allowed: ClosedRange<UInt8> = 0x80...0xBF
        switch bytes[0] {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, allowed) = (3, 0xA0...0xBF)
        case 0xED: (length, allowed) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, allowed) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, allowed) = (4, 0x80...0x8F)
        default: return -1
        }
        for index in 1..<length {
            guard index < available, allowed.contains(bytes[index]) else { return -index }
            allowed = 0x80...0xBF
        }
        return length
    }
}
