// SPDX-License-Identifier: Apache-2.0

/// Takes a message's values out again.
///
/// Nothing in it is trusted: every length is checked against what is left.
struct MessageReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// Whether all was read.
    var isAtEnd: Bool { position == bytes.endIndex }

    mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) throws(MessageError) -> Value {
        let size = Value.bitWidth / 8
        guard bytes.endIndex - position >= size else { throw MessageError("it is cut off") }
        defer { position += size }
        return bytes[position..<(position + size)].reversed().reduce(0) { $0 << 8 | Value(truncatingIfNeeded: $1) }
    }

    mutating func double() throws(MessageError) -> Double { Double(bitPattern: try integer(UInt64.self)) }

    mutating func bool() throws(MessageError) -> Bool {
        let value = try integer(UInt8.self)
        guard value < 2 else { throw MessageError("\(value) is neither yes nor no") }
        return value == 1
    }

    /// A text, its broken UTF-8 repaired.
    mutating func text(atMost limit: Int) throws(MessageError) -> String {
        let count = Int(try integer(UInt32.self))
        guard count <= limit, bytes.endIndex - position >= count else {
            throw MessageError("a text of \(count) bytes does not fit")
        }
        defer { position += count }
        return String(decoding: bytes[position..<(position + count)], as: UTF8.self)
    }

    mutating func optional<Value>(
        _ body: (inout MessageReader) throws(MessageError) -> Value
    ) throws(MessageError) -> Value? {
        try bool() ? try body(&self) : nil
    }

    mutating func list<Element>(
        atMost limit: Int, _ body: (inout MessageReader) throws(MessageError) -> Element
    ) throws(MessageError) -> [Element] {
        let count = Int(try integer(UInt32.self))
        guard count <= limit else { throw MessageError("a list of \(count) is too long") }
        var values: [Element] = []
        for _ in 0..<count { values.append(try body(&self)) }
        return values
    }

    /// The rest must be nothing.
    func end() throws(MessageError) {
        guard isAtEnd else { throw MessageError("it has \(bytes.endIndex - position) bytes too many") }
    }
}
