// SPDX-License-Identifier: Apache-2.0

/// A JSON text that is valid already, taken apart; for few and small ones.
///
/// Of a key that comes twice the last value counts, in the first one's place, as in a Python dict.
indirect enum JSONTree {
    case null
    case bool(Bool)
    /// As it is written.
    case number(String)
    case string(String)
    case array([JSONTree])
    case object([Member])

    struct Member {
        let name: String
        var value: JSONTree
    }

    /// Deeper ones are not taken apart.
    static let maxDepth = 200

    /// nil for what is no JSON after all, or too deep.
    init?(_ text: UnsafeRawBufferPointer) {
        var reader = Reader(bytes: text)
        guard let tree = reader.value(depth: 0), reader.isAtEnd else { return nil }
        self = tree
    }

    /// nil for what is no JSON, or too deep.
    init?(_ text: String) {
        var text = text
        guard let tree = text.withUTF8({ JSONTree(UnsafeRawBufferPointer($0)) }) else { return nil }
        self = tree
    }

    private struct Reader {
        let bytes: UnsafeRawBufferPointer
        var index = 0

        var isAtEnd: Bool {
            mutating get {
                skipBlanks()
                return index == bytes.count
            }
        }

        private var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

        private mutating func skipBlanks() { while let byte, byte <= 0x20 { index += 1 } }

        private mutating func take(_ character: Unicode.Scalar) -> Bool {
            skipBlanks()
            guard byte == UInt8(ascii: character) else { return false }
            index += 1
            return true
        }

        private mutating func take(_ word: StaticString) -> Bool {
            let word = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
            guard bytes[index...].starts(with: word) else { return false }
            index += word.count
            return true
        }

        mutating func value(depth: Int) -> JSONTree? {
            skipBlanks()
            guard depth < JSONTree.maxDepth else { return nil }
            switch byte {
            case UInt8(ascii: "{"): return object(depth)
            case UInt8(ascii: "["): return array(depth)
            case UInt8(ascii: "\""): return string().map { .string($0) }
            case UInt8(ascii: "n"): return take("null") ? .null : nil
            case UInt8(ascii: "t"): return take("true") ? .bool(true) : nil
            case UInt8(ascii: "f"): return take("false") ? .bool(false) : nil
            default:
                let start = index
                while let byte, "+-.0123456789eE".utf8.contains(byte) { index += 1 }
                let text = String(decoding: bytes[start..<index], as: UTF8.self)
                return Double(text) == nil ? nil : .number(text)
            }
        }

        private mutating func array(_ depth: Int) -> JSONTree? {
            guard take("[" as Unicode.Scalar) else { return nil }
            if take("]" as Unicode.Scalar) { return .array([]) }
            var items: [JSONTree] = []
            repeat {
                guard let item = value(depth: depth + 1) else { return nil }
                items.append(item)
            } while take("," as Unicode.Scalar)
            return take("]" as Unicode.Scalar) ? .array(items) : nil
        }

        private mutating func object(_ depth: Int) -> JSONTree? {
            guard take("{" as Unicode.Scalar) else { return nil }
            if take("}" as Unicode.Scalar) { return .object([]) }
            var members: [Member] = []
            var places: [String: Int] = [:]
            repeat {
                skipBlanks()
                guard let name = string(), take(":" as Unicode.Scalar), let value = value(depth: depth + 1) else {
                    return nil
                }
                if let place = places[name] {
                    members[place].value = value
                } else {
                    places[name] = members.count
                    members.append(Member(name: name, value: value))
                }
            } while take("," as Unicode.Scalar)
            return take("}" as Unicode.Scalar) ? .object(members) : nil
        }

        private mutating func string() -> String? {
            guard take("\"" as Unicode.Scalar) else { return nil }
            var text: [UInt8] = []
            while let next = byte {
                index += 1
                switch next {
                case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
                case UInt8(ascii: "\\"):
                    guard let scalar = escape() else { return nil }
                    text.append(contentsOf: String(scalar).utf8)
                default: text.append(next)
                }
            }
            return nil
        }

        private mutating func escape() -> Unicode.Scalar? {
            guard let letter = byte else { return nil }
            index += 1
            switch letter {
            case UInt8(ascii: "n"): return "\n"
            case UInt8(ascii: "t"): return "\t"
            case UInt8(ascii: "r"): return "\r"
            case UInt8(ascii: "b"): return "\u{8}"
            case UInt8(ascii: "f"): return "\u{C}"
            case UInt8(ascii: "u"):
                guard let unit = unit() else { return nil }
                guard UTF16.isLeadSurrogate(unit) else { return Unicode.Scalar(unit) ?? "\u{FFFD}" }
                let before = index
                guard take("\\u" as StaticString), let second = self.unit(), UTF16.isTrailSurrogate(second) else {
                    // Half a pair stands for nothing.
                    index = before
                    return "\u{FFFD}"
                }
                return Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
            default: return Unicode.Scalar(letter)
            }
        }

        private mutating func unit() -> UInt16? {
            guard index + 4 <= bytes.count else { return nil }
            defer { index += 4 }
            return UInt16(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
        }
    }
}
