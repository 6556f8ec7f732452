// SPDX-License-Identifier: Apache-2.0

/// Takes a worker's answer, `{"w1@host": {"ok": "pong"}}`, apart: who says what, the values as they stand.
struct ReplySplitter {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    /// The answers in a body; nil if it is not an object, or not JSON as far as it has to be understood.
    static func replies(in bytes: UnsafeRawBufferPointer) -> [ControlReply]? {
        var splitter = ReplySplitter(bytes: bytes)
        return splitter.object()
    }

    private init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    private mutating func object() -> [ControlReply]? {
        guard next() == UInt8(ascii: "{") else { return nil }
        var replies: [ControlReply] = []
        guard peek() != UInt8(ascii: "}") else { return end() ? replies : nil }
        while true {
            guard let node = string(), next() == UInt8(ascii: ":"), let reply = value() else { return nil }
            replies.append(ControlReply(node: node, reply: reply))
            switch next() {
            case UInt8(ascii: ","): continue
            case UInt8(ascii: "}"): return onlySpaceIsLeft() ? replies : nil
            default: return nil
            }
        }
    }

    private mutating func end() -> Bool {
        position += 1
        return onlySpaceIsLeft()
    }

    private mutating func onlySpaceIsLeft() -> Bool { peek() == nil }

    /// The next byte that is not space, and stays.
    private mutating func peek() -> UInt8? {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
        return position < bytes.count ? bytes[position] : nil
    }

    /// The next byte that is not space.
    private mutating func next() -> UInt8? {
        guard let byte = peek() else { return nil }
        position += 1
        return byte
    }

    /// A string, unescaped.
    private mutating func string() -> String? {
        guard peek() == UInt8(ascii: "\""), let range = stringRange() else { return nil }
        return Self.unescaped(bytes[range.dropFirst().dropLast()])
    }

    /// Passes over a string.
    private mutating func stringRange() -> Range<Int>? {
        let start = position
        position += 1
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\\"): position += 2
            case UInt8(ascii: "\""):
                position += 1
                return start..<position
            default: position += 1
            }
        }
        return nil
    }

    /// Any value, as it stands.
    private mutating func value() -> String? {
        guard let first = peek() else { return nil }
        let start = position
        switch first {
        case UInt8(ascii: "\""):
            guard stringRange() != nil else { return nil }
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard skipNested() else { return nil }
        default:
            while position < bytes.count, ![0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]),
                !",}]:\"{[".utf8.contains(bytes[position])
            {
                position += 1
            }
            guard position > start else { return nil }
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// Passes over an object or a list: to the bracket that closes it, strings apart.
    private mutating func skipNested() -> Bool {
        var depth = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                guard stringRange() != nil else { return false }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            position += 1
            if depth == 0 { return true }
        }
        return false
    }

    private static func unescaped(_ text: Slice<UnsafeRawBufferPointer>) -> String? {
        guard text.contains(UInt8(ascii: "\\")) else { return String(decoding: text, as: UTF8.self) }
        var units: [UInt16] = []
        var scalars = String(decoding: text, as: UTF8.self).unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            guard scalar == "\\" else {
                units.append(contentsOf: UTF16.encode(scalar).map(Array.init) ?? [])
                continue
            }
            guard let escape = scalars.next() else { return nil }
            switch escape {
            case "n": units.append(0x0A)
            case "t": units.append(0x09)
            case "r": units.append(0x0D)
            case "b": units.append(0x08)
            case "f": units.append(0x0C)
            case "u":
                let digits = String(String.UnicodeScalarView((0..<4).compactMap { _ in scalars.next() }))
                guard digits.unicodeScalars.count == 4, let unit = UInt16(digits, radix: 16) else { return nil }
                units.append(unit)
            case "\"", "\\", "/": units.append(UInt16(escape.value))
            default: return nil
            }
        }
        return String(decoding: units, as: UTF16.self)
    }
}
