// SPDX-License-Identifier: Apache-2.0

/// Copies one JSON value and checks it on the way.
///
/// Works without recursion, whatever the nesting.
struct JSONCopier {
    private let source: UnsafeBufferPointer<UInt8>
    private var index = 0
    /// The closing brackets still owed.
    private var owed: [UInt8] = []

    init(source: UnsafeBufferPointer<UInt8>) { self.source = source }

    /// Whether the source was one JSON value and nothing else.
    mutating func copy(to out: inout JSONBuffer) -> Bool {
        repeat {
            guard copyValue(to: &out) else { return false }
            // Behind a value: close what ends here, then a comma (and a key) or the end.
            while let close = owed.last, peek() == close {
                out.append(byte: close)
                index += 1
                owed.removeLast()
            }
            guard let close = owed.last else { return peek() == nil }
            guard take(",", to: &out), close == UInt8(ascii: "]") || copyKey(to: &out) else { return false }
        } while true
    }

    /// A scalar, an empty array or object, or the beginning of one up to its first scalar.
    private mutating func copyValue(to out: inout JSONBuffer) -> Bool {
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                index += 1
                out.append(byte: byte)
                let close: UInt8 = byte + 2
                owed.append(close)
                if peek() == close { return true }
                if byte == UInt8(ascii: "{"), !copyKey(to: &out) { return false }
            case UInt8(ascii: "\""): return copyString(to: &out)
            case UInt8(ascii: "t"): return copyWord("true", to: &out)
            case UInt8(ascii: "f"): return copyWord("false", to: &out)
            case UInt8(ascii: "n"): return copyWord("null", to: &out)
            default: return copyNumber(to: &out)
            }
        }
        return false
    }

    private mutating func copyKey(to out: inout JSONBuffer) -> Bool {
        peek() == UInt8(ascii: "\"") && copyString(to: &out) && take(":", to: &out)
    }

    /// The next byte that is not white space; nil at the end.
    private mutating func peek() -> UInt8? {
        while let byte, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { index += 1 }
        return byte
    }

    private mutating func take(_ byte: Unicode.Scalar, to out: inout JSONBuffer) -> Bool {
        guard peek() == UInt8(ascii: byte) else { return false }
        index += 1
        out.append(byte: UInt8(ascii: byte))
        return true
    }

    private mutating func copyWord(_ word: StaticString, to out: inout JSONBuffer) -> Bool {
        let expected = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard source[index...].starts(with: expected) else { return false }
        index += expected.count
        out.append(word)
        return true
    }

    private mutating func copyNumber(to out: inout JSONBuffer) -> Bool {
        let start = index
        if byte == UInt8(ascii: "-") { index += 1 }
        if byte == UInt8(ascii: "0") { index += 1 } else if !skipDigits() { return false }
        if byte == UInt8(ascii: ".") {
            index += 1
            guard skipDigits() else { return false }
        }
        if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
            index += 1
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { index += 1 }
            guard skipDigits() else { return false }
        }
        out.append(UnsafeBufferPointer(rebasing: source[start..<index]))
        return true
    }

    private var byte: UInt8? { index < source.count ? source[index] : nil }

    private mutating func skipDigits() -> Bool {
        let start = index
        while let byte, byte >= 0x30, byte <= 0x39 { index += 1 }
        return index > start
    }

    /// A string with its escapes as they are, but lone surrogates, which no UTF-8 can hold, as U+FFFD.
    private mutating func copyString(to out: inout JSONBuffer) -> Bool {
        guard let base = source.baseAddress else { return false }
        index += 1
        out.append(byte: UInt8(ascii: "\""))
        while let byte, byte >= 0x20 {
            if byte == UInt8(ascii: "\"") {
                index += 1
                out.append(byte: byte)
                return true
            }
            var length = 1
            var isGood = true
            var isNUL = false
            if byte == UInt8(ascii: "\\") {
                guard let (escape, good) = escape() else { return false }
                (length, isGood) = (escape, good)
                isNUL = codeUnit(at: index) == 0
            } else if byte >= 0x80 {
                let sequence = UTF8Bytes.sequence(base + index, source.count - index)
                (length, isGood) = (abs(sequence), sequence > 0)
            }
            if isGood {
                if !isNUL || !out.omitsNUL {
                    out.append(UnsafeBufferPointer(rebasing: source[index..<index + length]))
                }
            } else {
                out.append("\u{FFFD}")
            }
            index += length
        }
        return false
    }

    /// Length of the escape at `index` and whether it stands for a character; nil: no escape of JSON's.
    private func escape() -> (Int, Bool)? {
        guard index + 1 < source.count else { return nil }
        switch source[index + 1] {
        case UInt8(ascii: "u"):
            guard let unit = codeUnit(at: index) else { return nil }
            if unit & 0xFC00 == 0xD800, let low = codeUnit(at: index + 6), low & 0xFC00 == 0xDC00 { return (12, true) }
            return (6, unit & 0xF800 != 0xD800)
        case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: return (2, true)
        default: return nil
        }
    }

    /// The number in `\uXXXX`.
    private func codeUnit(at position: Int) -> UInt16? {
        guard position + 6 <= source.count, source[position] == 0x5C, source[position + 1] == 0x75 else { return nil }
        var unit: UInt16 = 0
        for byte in source[position + 2..<position + 6] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }
}
