// SPDX-License-Identifier: Apache-2.0

/// Goes over JSON text value by value, without copying any; what is not JSON ends it.
struct JSONCursor {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Goes over an object's members; false if it is none, or not whole.
    mutating func members(_ body: (UnsafeRawBufferPointer, JSONValue) -> Void) -> Bool {
        guard take("{") else { return false }
        if take("}") { return true }
        repeat {
            guard peek() == UInt8(ascii: "\""), let key = string(), take(":"), let value = value() else {
                return false
            }
            body(key.bytes, value)
        } while take(",")
        return take("}")
    }

    /// Goes over an array's elements; false if it is none, or not whole.
    mutating func elements(_ body: (JSONValue) -> Void) -> Bool {
        guard take("[") else { return false }
        if take("]") { return true }
        repeat {
            guard let value = value() else { return false }
            body(value)
        } while take(",")
        return take("]")
    }

    private mutating func value() -> JSONValue? {
        switch peek() {
        case UInt8(ascii: "\""): string()
        case UInt8(ascii: "{"), UInt8(ascii: "["): composite()
        case UInt8(ascii: "t"): literal(.isTrue, "true")
        case UInt8(ascii: "f"): literal(.isFalse, "false")
        case UInt8(ascii: "n"): literal(.null, "null")
        case .some: number()
        case nil: nil
        }
    }

    private mutating func string() -> JSONValue? {
        position += 1
        let start = position
        var isEscaped = false
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return JSONValue(kind: .string, bytes: slice(start, position - 1), isEscaped: isEscaped)
            case UInt8(ascii: "\\"):
                isEscaped = true
                position += 2
            default: position += 1
            }
        }
        return nil
    }

    /// An object or array, skipped by its brackets.
    private mutating func composite() -> JSONValue? {
        let start = position
        var depth = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""): if string() == nil { return nil }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                position += 1
                if depth == 0 {
                    return JSONValue(kind: .composite, bytes: slice(start, position), isEscaped: false)
                }
            default: position += 1
            }
        }
        return nil
    }

    private mutating func literal(_ kind: JSONValue.Kind, _ text: StaticString) -> JSONValue? {
        let end = position + text.utf8CodeUnitCount
        guard end <= bytes.count else { return nil }
        for index in 0..<text.utf8CodeUnitCount where bytes[position + index] != text.utf8Start[index] { return nil }
        defer { position = end }
        return JSONValue(kind: kind, bytes: slice(position, end), isEscaped: false)
    }

    private mutating func number() -> JSONValue? {
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
                UInt8(ascii: "e"), UInt8(ascii: "E"):
                position += 1
            default:
                return position > start
                    ? JSONValue(kind: .number, bytes: slice(start, position), isEscaped: false) : nil
            }
        }
        // A number at the text's end: nothing of ours ends so.
        return nil
    }

    private mutating func peek() -> UInt8? {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D else { return byte }
            position += 1
        }
        return nil
    }

    private mutating func take(_ sign: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: sign) else { return false }
        position += 1
        return true
    }

    private func slice(_ start: Int, _ end: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }
}
