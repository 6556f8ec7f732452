// SPDX-License-Identifier: Apache-2.0

/// Puts values into a message, one after the other, least byte first.
struct MessageWriter {
    private(set) var bytes: [UInt8] = []

    mutating func put(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func put(_ value: Double) { put(value.bitPattern) }

    mutating func put(_ value: Bool) { put(value ? UInt8(1) : 0) }

    /// At most `limit` bytes of a text.
    mutating func put(_ text: String, atMost limit: Int = .max) {
        let text = text.utf8.prefix(limit)
        put(UInt32(text.count))
        bytes.append(contentsOf: text)
    }

    mutating func put<Value>(_ value: Value?, _ body: (inout MessageWriter, Value) -> Void) {
        put(value != nil)
        if let value { body(&self, value) }
    }

    mutating func put<Element>(_ values: some Collection<Element>, _ body: (inout MessageWriter, Element) -> Void) {
        put(UInt32(values.count))
        for value in values { body(&self, value) }
    }
}
