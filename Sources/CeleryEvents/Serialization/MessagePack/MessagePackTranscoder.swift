// SPDX-License-Identifier: Apache-2.0

/// Turns msgpack into JSON text.
struct MessagePackTranscoder {
    /// An array or a map that has begun.
    private struct Container {
        var isMap: Bool
        /// Elements, or keys and values, still to come.
        var left: Int
        var isFirst = true
    }

    /// Python's msgpack gives up at 1,024; the decoder of JSON at 900.
    static let depthLimit = 512

    private var open: [Container] = []

    /// Writes the body's one value to `json`, which begins anew.
    mutating func transcode(_ body: UnsafeRawBufferPointer, to json: BoundedBuffer) throws(EventDecodingError) {
        json.removeAll()
        open.removeAll(keepingCapacity: true)
        var reader = MessagePackReader(body)
        try value(&reader, json)
        while let last = open.indices.last {
            let container = open[last]
            if container.left == 0 {
                open.removeLast()
                try json.append(UInt8(ascii: container.isMap ? "}" : "]"))
                continue
            }
            open[last].left -= 1
            let isKey = container.isMap && container.left & 1 == 0
            let isValueOfKey = container.isMap && !isKey
            if !isValueOfKey {
                if !container.isFirst { try json.append(", ") }
                open[last].isFirst = false
            }
            if isKey {
                try key(&reader, json)
                try json.append(": ")
            } else {
                try value(&reader, json)
            }
        }
        guard reader.left == 0 else { throw reader.refuse("something stands behind its end") }
    }

    private mutating func value(
        _ reader: inout MessagePackReader, _ json: BoundedBuffer
    ) throws(EventDecodingError) {
        switch try reader.next() {
        case .text(let text): try json.append(json: text)
        case .binary(let bytes): try json.append(json: bytes, isKey: false)
        case .array(let count): try begin(Container(isMap: false, left: count), reader, json)
        case .map(let count): try begin(Container(isMap: true, left: 2 * count), reader, json)
        case let scalar: try Self.append(scalar, json)
        }
    }

    private mutating func begin(
        _ container: Container, _ reader: MessagePackReader, _ json: BoundedBuffer
    ) throws(EventDecodingError) {
        guard open.count < Self.depthLimit else {
            throw reader.refuse("it is nested more than \(Self.depthLimit) deep")
        }
        open.append(container)
        try json.append(UInt8(ascii: container.isMap ? "{" : "["))
    }

    /// A key: what is no text becomes one, as `json.dumps` does it.
    private func key(_ reader: inout MessagePackReader, _ json: BoundedBuffer) throws(EventDecodingError) {
        switch try reader.next() {
        case .text(let text): try json.append(json: text)
        case .binary(let bytes): try json.append(json: bytes, isKey: true)
        case .array, .map: throw reader.refuse("a map has an array or a map for a key")
        case let scalar:
            try json.append(UInt8(ascii: "\""))
            try Self.append(scalar, json)
            try json.append(UInt8(ascii: "\""))
        }
    }

    private static func append(
        _ scalar: MessagePackReader.Token, _ json: BoundedBuffer
    ) throws(EventDecodingError) {
        switch scalar {
        case .bool(let bool): try json.append(json: bool)
        case .integer(let magnitude, let isNegative): try json.append(json: magnitude, isNegative: isNegative)
        case .double(let number): try json.append(json: number)
        case .other(type: -1, let bytes): try append(timestamp: bytes, json)
        default: try json.append("null")
        }
    }

    /// The one extension that msgpack itself defines, in its three sizes: seconds since 1970.
    private static func append(
        timestamp bytes: UnsafeRawBufferPointer, _ json: BoundedBuffer
    ) throws(EventDecodingError) {
        func number(_ range: Range<Int>) -> UInt64 { bytes[range].reduce(0) { $0 << 8 | UInt64($1) } }
        let seconds: Int64
        let nanoseconds: UInt64
        switch bytes.count {
        case 4: (seconds, nanoseconds) = (Int64(number(0..<4)), 0)
        case 8: (seconds, nanoseconds) = (Int64(number(0..<8) & 0x3_ffff_ffff), number(0..<8) >> 34)
        case 12: (seconds, nanoseconds) = (Int64(bitPattern: number(4..<12)), number(0..<4))
        default: return try json.append("null")
        }
        if nanoseconds == 0 {
            try json.append(json: seconds.magnitude, isNegative: seconds < 0)
        } else {
            try json.append(json: Double(seconds) + Double(nanoseconds) / 1e9)
        }
    }
}
