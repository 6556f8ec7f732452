// SPDX-License-Identifier: Apache-2.0

/// Reads msgpack token by token; knows nothing of what they make.
struct MessagePackReader {
    /// A value, or the beginning of an array or a map.
    enum Token {
        case null
        case bool(Bool)
        case integer(magnitude: UInt64, isNegative: Bool)
        case double(Double)
        case text(UnsafeRawBufferPointer)
        case binary(UnsafeRawBufferPointer)
        case array(count: Int)
        case map(count: Int)
        case other(type: Int8, UnsafeRawBufferPointer)
    }

    private let bytes: UnsafeRawBufferPointer
    /// Bytes read so far.
    private(set) var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Bytes that are still to be read.
    var left: Int { bytes.count - position }

    /// The next token.
    mutating func next() throws(EventDecodingError) -> Token {
        let mark = try byte()
        switch mark {
        case 0x00...0x7f: return .integer(magnitude: UInt64(mark), isNegative: false)
        case 0x80...0x8f: return try map(Int(mark & 0x0f))
        case 0x90...0x9f: return try array(Int(mark & 0x0f))
        case 0xa0...0xbf: return .text(try take(Int(mark & 0x1f)))
        case 0xc0: return .null
        case 0xc2: return .bool(false)
        case 0xc3: return .bool(true)
        case 0xc4...0xc6: return .binary(try take(try length(bytes: 1 << (mark - 0xc4))))
        case 0xc7...0xc9: return try other(try length(bytes: 1 << (mark - 0xc7)))
        case 0xca: return .double(Double(Float(bitPattern: UInt32(truncatingIfNeeded: try number(bytes: 4)))))
        case 0xcb: return .double(Double(bitPattern: try number(bytes: 8)))
        case 0xcc...0xcf: return .integer(magnitude: try number(bytes: 1 << (mark - 0xcc)), isNegative: false)
        case 0xd0...0xd3: return try signed(bytes: 1 << (mark - 0xd0))
        case 0xd4...0xd8: return try other(1 << (mark - 0xd4))
        case 0xd9...0xdb: return .text(try take(try length(bytes: 1 << (mark - 0xd9))))
        case 0xdc...0xdd: return try array(try length(bytes: 2 << (mark - 0xdc)))
        case 0xde...0xdf: return try map(try length(bytes: 2 << (mark - 0xde)))
        case 0xe0...0xff: return .integer(magnitude: UInt64(256 - Int(mark)), isNegative: true)
        default: throw refuse("it has the byte 0xc1, which msgpack never uses")
        }
    }

    /// Why the body is refused, with the place.
    func refuse(_ reason: String) -> EventDecodingError {
        .undecodable("\(reason) (byte \(position))", as: .msgpack)
    }

    private var cutOff: EventDecodingError { .undecodable("it is cut off (byte \(bytes.count + 1))", as: .msgpack) }

    private mutating func byte() throws(EventDecodingError) -> UInt8 {
        guard position < bytes.count else { throw cutOff }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func take(_ count: Int) throws(EventDecodingError) -> UnsafeRawBufferPointer {
        guard count <= left else { throw cutOff }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    }

    /// A big-endian number.
    private mutating func number(bytes count: Int) throws(EventDecodingError) -> UInt64 {
        var value: UInt64 = 0
        for byte in try take(count) { value = value << 8 | UInt64(byte) }
        return value
    }

    /// A number of at most 32 bits.
    private mutating func length(bytes count: Int) throws(EventDecodingError) -> Int {
        Int(try number(bytes: count))
    }

    private mutating func signed(bytes count: Int) throws(EventDecodingError) -> Token {
        let unused = UInt64(64 - 8 * count)
        let value = Int64(bitPattern: try number(bytes: count) << unused) >> Int64(unused)
        return .integer(magnitude: value.magnitude, isNegative: value < 0)
    }

    private mutating func other(_ count: Int) throws(EventDecodingError) -> Token {
        let type = Int8(bitPattern: try byte())
        return .other(type: type, try take(count))
    }

    /// Every element has a byte at least: a count that cannot be true is refused before anything is made of it.
    private func array(_ count: Int) throws(EventDecodingError) -> Token {
        guard count <= left else { throw cutOff }
        return .array(count: count)
    }

    private func map(_ count: Int) throws(EventDecodingError) -> Token {
        guard 2 * count <= left else { throw cutOff }
        return .map(count: count)
    }
}
