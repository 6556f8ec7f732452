// SPDX-License-Identifier: Apache-2.0
import ClusterState

/// Writes JSON as Python's `json.dumps(sort_keys=True, separators=(',', ':'))` does: compact, ASCII only.
package struct ASCIIJSON {
    /// What has been written.
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false

    package init() {}

    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    package mutating func object(_ body: (inout ASCIIJSON) -> Void) {
        open(UInt8(ascii: "{"))
        body(&self)
        close(UInt8(ascii: "}"))
    }

    package mutating func array(_ body: (inout ASCIIJSON) -> Void) {
        open(UInt8(ascii: "["))
        body(&self)
        close(UInt8(ascii: "]"))
    }

    /// A key; its value has to follow.
    package mutating func key(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(contentsOf: [UInt8(ascii: "\""), UInt8(ascii: ":")])
        needsComma = false
    }

    package mutating func null() { raw("null") }
    package mutating func value(_ value: Bool) { raw(value ? "true" : "false") }
    package mutating func value(_ value: Int64) { raw(String(value)) }
    package mutating func value(_ value: UInt64) { raw(String(value)) }

    /// A number as Python prints it; NaN and infinities too, which JSON has no words for.
    package mutating func value(_ value: Double) {
        if value.isNaN { return raw("NaN") }
        if value.isInfinite { return raw(value < 0 ? "-Infinity" : "Infinity") }
        raw(value.description)
    }

    private mutating func raw(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
    }

    /// A text.
    package mutating func value(_ text: UnsafeRawBufferPointer) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        escape(text)
        bytes.append(UInt8(ascii: "\""))
    }

    package mutating func value(_ text: String) {
        var text = text
        text.withUTF8 { value(UnsafeRawBufferPointer($0)) }
    }

    /// An attribute; nil is null.
    package mutating func value(_ attribute: AttributeValue?) {
        switch attribute {
        case nil, .null: null()
        case .bool(let flag): value(flag)
        case .int(let number): value(number)
        case .double(let number): value(number)
        case .string(let text): value(text)
        case .json(let text): json(text)
        }
    }

    /// JSON that is valid already, without its blanks and in ASCII.
    private mutating func json(_ text: UnsafeRawBufferPointer) {
        separate()
        var isInString = false
        var start = text.startIndex
        var index = start
        while index < text.endIndex {
            let byte = text[index]
            if isInString, byte == UInt8(ascii: "\\") {
                index += 2
                continue
            }
            if byte == UInt8(ascii: "\"") {
                isInString.toggle()
            } else if !isInString, byte <= 32 {
                ascii(UnsafeRawBufferPointer(rebasing: text[start..<index]))
                start = index + 1
            }
            index += 1
        }
        ascii(UnsafeRawBufferPointer(rebasing: text[start...]))
    }

    private mutating func ascii(_ text: UnsafeRawBufferPointer) {
        if text.allSatisfy({ $0 < 0x80 }) { return bytes.append(contentsOf: text) }
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars { write(scalar) }
    }

    private mutating func escape(_ text: UnsafeRawBufferPointer) {
        if text.allSatisfy({ $0 >= 32 && $0 < 0x7f && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            bytes.append(contentsOf: text)
            return
        }
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\"": bytes.append(contentsOf: "\\\"".utf8)
            case "\\": bytes.append(contentsOf: "\\\\".utf8)
            case "\n": bytes.append(contentsOf: "\\n".utf8)
            case "\r": bytes.append(contentsOf: "\\r".utf8)
            case "\t": bytes.append(contentsOf: "\\t".utf8)
            case "\u{8}": bytes.append(contentsOf: "\\b".utf8)
            case "\u{c}": bytes.append(contentsOf: "\\f".utf8)
            case _ where scalar.value < 32: unicodeEscape(UInt16(scalar.value))
            default: write(scalar)
            }
        }
    }

    private mutating func write(_ scalar: Unicode.Scalar) {
        if scalar.isASCII { return bytes.append(UInt8(scalar.value)) }
        for unit in String(scalar).utf16 { unicodeEscape(unit) }
    }

    private mutating func unicodeEscape(_ unit: UInt16) {
        let digits = String(unit, radix: 16)
        bytes.append(contentsOf: "\\u".utf8)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count))
        bytes.append(contentsOf: digits.utf8)
    }
}
