// SPDX-License-Identifier: Apache-2.0

/// A scalar of a YAML file, typed by the rules of YAML 1.2's core schema.
public struct YAMLScalar: Sendable, Hashable {
    /// What a plain scalar means.
    enum Meaning: Hashable {
        case null
        case bool(Bool)
        case int(Int64)
        case float(Double)
        case text
    }

    /// The text, escapes resolved.
    public var text: String
    /// Quoted, or marked `!!str`: text, whatever it looks like.
    public var isQuoted: Bool

    /// What it means by itself.
    ///
    /// In YAML 1.2 `no`, `on` and `010` have lost their old meanings.
    var meaning: Meaning { isQuoted ? .text : Self.meaning(of: text) }

    /// What messages call it.
    var kindName: String {
        switch meaning {
        case .null: "nothing"
        case .bool: "true or false"
        case .int, .float: "a number"
        case .text: "text"
        }
    }

    static func meaning(of text: String) -> Meaning {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case ".nan", ".NaN", ".NAN": return .float(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .float(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .float(-.infinity)
        default: return number(text) ?? .text
        }
    }

    private static func number(_ text: String) -> Meaning? {
        if text.hasPrefix("0x"), let value = digits(text.dropFirst(2), radix: 16) { return .int(value) }
        if text.hasPrefix("0o"), let value = digits(text.dropFirst(2), radix: 8) { return .int(value) }
        guard Decimal.isNumber(text) else { return nil }
        if let value = Int64(text) { return .int(value) }
        return Double(text).map { .float($0) }
    }

    private static func digits(_ text: Substring, radix: Int) -> Int64? {
        text.first.map { $0 != "-" && $0 != "+" } == true ? Int64(text, radix: radix) : nil
    }
}
