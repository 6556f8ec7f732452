// SPDX-License-Identifier: Apache-2.0
internal import CBase64

/// What a YAML scalar is, by YAML 1.1 as PyYAML's safe loader reads it, and as JSON.
enum YAMLScalar {
    /// Adds the scalar as JSON.
    /// - Returns: false if the tag does not fit it.
    static func append(
        _ value: UnsafeRawBufferPointer, tag: YAMLTag, isPlain: Bool, to json: BoundedBuffer
    ) throws(EventDecodingError) -> Bool {
        if tag.isNone {
            try isPlain ? append(plain: value, to: json) : json.append(json: value)
            return true
        }
        switch tag.ofScalars {
        case .text: try json.append(json: value)
        case .null: try json.append("null")
        case .bool:
            guard let bool = bool(value) else { return false }
            try json.append(json: bool)
        case .integer:
            guard let number = YAMLNumber(integer: value) else { return false }
            try append(number, value, to: json)
        case .double:
            guard let number = YAMLNumber(anyDouble: value) else { return false }
            try append(number, value, to: json)
        case .binary: return try append(base64: value, to: json)
        case nil: return false
        }
        return true
    }

    /// Whether it is the key that merges.
    static func isMerge(_ value: UnsafeRawBufferPointer, tag: YAMLTag, isPlain: Bool) -> Bool {
        tag.isNone ? isPlain && value.elementsEqual("<<".utf8) : tag.isMerge
    }

    private static func append(plain value: UnsafeRawBufferPointer, to json: BoundedBuffer) throws(EventDecodingError) {
        guard let first = value.first else { return try json.append("null") }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            if let number = YAMLNumber(integer: value) ?? YAMLNumber(double: value) {
                return try append(number, value, to: json)
            }
        default:
            if isOne(of: ["~", "null", "Null", "NULL"], value) { return try json.append("null") }
            if let bool = bool(value) { return try json.append(json: bool) }
        }
        try json.append(json: value)
    }

    private static func append(
        _ number: YAMLNumber, _ value: UnsafeRawBufferPointer, to json: BoundedBuffer
    ) throws(EventDecodingError) {
        switch number {
        case .integer(let magnitude, let isNegative): try json.append(json: magnitude, isNegative: isNegative)
        case .double(let number): try json.append(json: number)
        case .longInteger:
            for byte in value where byte != UInt8(ascii: "_") && byte != UInt8(ascii: "+") { try json.append(byte) }
        }
    }

    /// Base64 with whatever blanks and line ends were put between its characters.
    private static func append(
        base64 value: UnsafeRawBufferPointer, to json: BoundedBuffer
    ) throws(EventDecodingError) -> Bool {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: value.count, alignment: 1)
        defer { bytes.deallocate() }
        var count = 0
        for byte in value where byte > 0x20 {
            bytes[count] = byte
            count += 1
        }
        count = cb64_decode(bytes.baseAddress, count, bytes.baseAddress)
        guard count >= 0 else { return false }
        try json.append(json: UnsafeRawBufferPointer(rebasing: bytes[..<count]), isKey: false)
        return true
    }

    private static func bool(_ value: UnsafeRawBufferPointer) -> Bool? {
        if isOne(of: ["true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"], value) { return true }
        if isOne(of: ["false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"], value) { return false }
        return nil
    }

    private static func isOne(of words: [StaticString], _ value: UnsafeRawBufferPointer) -> Bool {
        guard value.count <= 5 else { return false }
        return words.contains { word in
            word.withUTF8Buffer { $0.elementsEqual(value) }
        }
    }
}
