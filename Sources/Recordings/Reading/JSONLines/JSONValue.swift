// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A value in JSON text, where it stands; made into something else only if it is wanted.
struct JSONValue {
    enum Kind {
        case string, number, isTrue, isFalse, null, composite
    }

    let kind: Kind
    /// The value's bytes; of a string those between its quotes.
    let bytes: UnsafeRawBufferPointer
    /// Of a string: whether there are escapes in it.
    let isEscaped: Bool

    var string: String? {
        guard kind == .string else { return nil }
        return isEscaped ? unescaped() : String(decoding: bytes, as: UTF8.self)
    }

    var double: Double? {
        guard kind == .number, let start = bytes.baseAddress else { return nil }
        // A number ends where something else follows: the line's end is never read over.
        let value = strtod(start.assumingMemoryBound(to: CChar.self), nil)
        return value.isFinite ? value : nil
    }

    var integer: Int64? {
        guard kind == .number else { return nil }
        var value: Int64 = 0
        for byte in bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes[...] {
            guard byte >= 0x30, byte <= 0x39 else { return double.flatMap { Int64(exactly: $0.rounded()) } }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int64(byte - 0x30))
            if overflow || carry { return nil }
            value = sum
        }
        return bytes.first == UInt8(ascii: "-") ? -value : value
    }

    var flag: Bool? {
        switch kind {
        case .isTrue: true
        case .isFalse: false
        default: nil
        }
    }

    /// The value as JSON.
    var json: String {
        let text = String(decoding: bytes, as: UTF8.self)
        return kind == .string ? "\"\(text)\"" : text
    }

    /// Members of an object; nothing for anything else.
    func members(_ body: (UnsafeRawBufferPointer, JSONValue) -> Void) {
        var cursor = JSONCursor(bytes)
        if kind == .composite { _ = cursor.members(body) }
    }

    /// Elements of an array; nothing for anything else.
    func elements(_ body: (JSONValue) -> Void) {
        var cursor = JSONCursor(bytes)
        if kind == .composite { _ = cursor.elements(body) }
    }

    private func unescaped() -> String {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        var high: UInt32?
        while index < bytes.count {
            let byte = bytes[index]
            guard byte == UInt8(ascii: "\\"), index + 1 < bytes.count else {
                result.append(byte)
                index += 1
                continue
            }
            let sign = bytes[index + 1]
            index += 2
            switch sign {
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "u"):
                let digits = String(decoding: bytes[index..<min(bytes.count, index + 4)], as: UTF8.self)
                index += 4
                var code = UInt32(digits, radix: 16) ?? 0xFFFD
                if let first = high, (0xDC00..<0xE000).contains(code) {
                    code = 0x10000 + (first - 0xD800) << 10 + (code - 0xDC00)
                }
                high = (0xD800..<0xDC00).contains(code) ? code : nil
                if high == nil { result += Array(String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8) }
            default: result.append(sign)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
