// SPDX-License-Identifier: Apache-2.0
import CeleryEvents

/// Values of events as Python's `str` and `repr` write them, once kombu has read the JSON.
enum PythonText {
    /// `str(value)`; a missing one is None.
    static func str(_ value: EventValue?, to bytes: inout [UInt8]) {
        guard let value else { return bytes.append(contentsOf: "None".utf8) }
        switch value.kind {
        case .null: bytes.append(contentsOf: "None".utf8)
        case .bool: bytes.append(contentsOf: (value.integer != 0 ? "True" : "False").utf8)
        case .int: bytes.append(contentsOf: String(value.integer).utf8)
        case .double: bytes.append(contentsOf: PythonFloat.repr(value.number).utf8)
        case .string: bytes.append(contentsOf: value.text)
        default:
            if let tree = JSONTree(value.text) {
                if case .object(let members) = tree, let texts = PythonObject.texts(members) {
                    bytes.append(contentsOf: texts.str.utf8)
                } else {
                    repr(tree, to: &bytes)
                }
            } else {
                bytes.append(contentsOf: value.text)
            }
        }
    }

    /// `repr` of what a JSON text stands for.
    static func repr(_ tree: JSONTree, to bytes: inout [UInt8]) {
        switch tree {
        case .null: bytes.append(contentsOf: "None".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "True" : "False").utf8)
        case .number(let text): bytes.append(contentsOf: number(text).utf8)
        case .string(let text): bytes.append(contentsOf: repr(text).utf8)
        case .array(let items):
            bytes.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { bytes.append(contentsOf: ", ".utf8) }
                repr(item, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            if let texts = PythonObject.texts(members) { return bytes.append(contentsOf: texts.repr.utf8) }
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(contentsOf: ", ".utf8) }
                bytes.append(contentsOf: repr(member.name).utf8)
                bytes.append(contentsOf: ": ".utf8)
                repr(member.value, to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    /// A JSON number is a float if it has a point or an exponent; a whole number has as many digits as it likes.
    private static func number(_ text: String) -> String {
        if text.utf8.contains(where: { ".eE".utf8.contains($0) }) { return PythonFloat.repr(Double(text) ?? .nan) }
        return text == "-0" ? "0" : text
    }

    /// `repr(text)`: in single quotes unless there are such, and no double ones, in it.
    static func repr(_ text: String) -> String {
        let quote: Unicode.Scalar = text.contains("'") && !text.contains("\"") ? "\"" : "'"
        var result = String(quote)
        for scalar in text.unicodeScalars {
            switch scalar {
            case quote, "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where isPrintable(scalar): result.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x100: result += "\\x" + hex(scalar, 2)
            case _ where scalar.value < 0x10000: result += "\\u" + hex(scalar, 4)
            default: result += "\\U" + hex(scalar, 8)
            }
        }
        return result + String(quote)
    }

    private static func hex(_ scalar: Unicode.Scalar, _ width: Int) -> String {
        let digits = String(scalar.value, radix: 16)
        return String(repeating: "0", count: width - digits.count) + digits
    }

    /// Python's `str.isprintable`: no separator but the blank, and nothing of the category Other.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default: return true
        }
    }
}
