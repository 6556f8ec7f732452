// SPDX-License-Identifier: Apache-2.0
internal import CBase64
internal import CSimdjson

/// Values as JSON text, laid out as Python's `json.dumps` does, but with UTF-8 instead of escapes.
extension BoundedBuffer {
    /// A text with quotes around it; what is not UTF-8 becomes U+FFFD.
    func append(json text: UnsafeRawBufferPointer) throws(EventDecodingError) {
        var place = Self.plainCount(text)
        if place == text.count { return try append(quoted: text) }
        try append(UInt8(ascii: "\""))
        var done = 0
        while place < text.count {
            let byte = text[place]
            if Self.isPlain(byte) {
                place += 1
                continue
            }
            if byte >= 0x80, case .character(let length) = UTF8Text.piece(text, at: place) {
                place += length
                continue
            }
            try append(UnsafeRawBufferPointer(rebasing: text[done..<place]))
            if byte >= 0x80, case .broken(let length) = UTF8Text.piece(text, at: place) {
                try append("\u{fffd}")
                place += length
            } else {
                try append(escaped: byte)
                place += 1
            }
            done = place
        }
        try append(UnsafeRawBufferPointer(rebasing: text[done...]))
        try append(UInt8(ascii: "\""))
    }

    /// Bytes of no known encoding: a text where they are UTF-8, else kombu's typed object for binary data.
    ///
    /// A key cannot be an object; it gets the base64 alone.
    func append(json binary: UnsafeRawBufferPointer, isKey: Bool) throws(EventDecodingError) {
        if UTF8Text.isValid(binary) { return try append(json: binary) }
        if !isKey { try append(Self.binaryPrefix) }
        try append(UInt8(ascii: "\""))
        try reserve((binary.count + 2) / 3 * 4)
        commit(cb64_encode(binary.baseAddress, binary.count, room.baseAddress))
        try append(UInt8(ascii: "\""))
        if !isKey { try append(UInt8(ascii: "}")) }
    }

    /// What stands before the base64 in the typed object of binary data.
    private static var binaryPrefix: StaticString { "{\"__type__\": \"base64\", \"__value__\": " }

    /// The key that a value makes: binary data without the object around its base64.
    static func key(json value: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard value.first == UInt8(ascii: "{") else { return value }
        return UnsafeRawBufferPointer(rebasing: value[binaryPrefix.utf8CodeUnitCount..<value.count - 1])
    }

    /// A whole number: its sign and its digits.
    func append(json magnitude: UInt64, isNegative: Bool) throws(EventDecodingError) {
        try reserve(21)
        if isNegative { try append(UInt8(ascii: "-")) }
        var power: UInt64 = 1
        while magnitude / power >= 10 { power *= 10 }
        while power > 0 {
            try append(UInt8(ascii: "0") + UInt8(magnitude / power % 10))
            power /= 10
        }
    }

    /// A double, in the fewest digits that read back as the same.
    func append(json number: Double) throws(EventDecodingError) {
        try reserve(Int(CSJ_DOUBLE_LENGTH))
        commit(csj_write_double(number, room.baseAddress))
    }

    /// `true` or `false`.
    func append(json bool: Bool) throws(EventDecodingError) {
        try append(bool ? "true" : "false")
    }

    private func append(escaped byte: UInt8) throws(EventDecodingError) {
        switch byte {
        case UInt8(ascii: "\""): try append("\\\"")
        case UInt8(ascii: "\\"): try append("\\\\")
        case 0x08: try append("\\b")
        case 0x09: try append("\\t")
        case 0x0a: try append("\\n")
        case 0x0c: try append("\\f")
        case 0x0d: try append("\\r")
        default:
            try append("\\u00")
            try append(Self.digit(byte >> 4))
            try append(Self.digit(byte & 15))
        }
    }

    /// At least so many bytes at the beginning stand in JSON as they are; all, if none of them has to be looked at.
    @inline(__always)
    private static func plainCount(_ text: UnsafeRawBufferPointer) -> Int {
        var place = 0
        while place + 8 <= text.count {
            guard isPlain(text.loadUnaligned(fromByteOffset: place, as: UInt64.self)) else { return place }
            place += 8
        }
        while place < text.count, isPlain(text[place]) { place += 1 }
        return place
    }

    /// Whether all eight bytes are plain: each test leaves a top bit where a byte fails it.
    @inline(__always)
    private static func isPlain(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        let quotes = word ^ ones &* UInt64(UInt8(ascii: "\""))
        let backslashes = word ^ ones &* UInt64(UInt8(ascii: "\\"))
        let controls = (word &- ones &* 0x20) & ~word
        return (word | controls | ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)) & tops == 0
    }

    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value + (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10)
    }
}
