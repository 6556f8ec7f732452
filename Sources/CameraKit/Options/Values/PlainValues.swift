// SPDX-License-Identifier: Apache-2.0

extension Bool: OptionValue {
    /// true or false.
    public static var kind: CameraOption.Kind { .bool }
    /// For a message.
    public static var expectation: String { "true or false" }
    /// 0 is false.
    public init?(_ value: HandedValue) { self = value.integer != 0 }
    /// As YAML writes it.
    public var defaultText: String? { self ? "true" : "false" }
}

extension Int: OptionValue {
    /// A whole number.
    public static var kind: CameraOption.Kind { .int }
    /// For a message.
    public static var expectation: String { "a whole number" }
    /// The number.
    public init?(_ value: HandedValue) { self = Int(value.integer) }
    /// Its digits.
    public var defaultText: String? { "\(self)" }
    /// The number.
    public static func limit(_ bound: Int) -> Double { Double(bound) }
}

extension Double: OptionValue {
    /// A number.
    public static var kind: CameraOption.Kind { .float }
    /// For a message.
    public static var expectation: String { "a number" }
    /// The number.
    public init?(_ value: HandedValue) { self = value.number }
    /// Its digits.
    public var defaultText: String? { "\(self)" }
    /// The number.
    public static func limit(_ bound: Double) -> Double { bound }
}

extension String: OptionValue {
    /// A text.
    public static var kind: CameraOption.Kind { .string }
    /// For a message.
    public static var expectation: String { "a text" }
    /// The text.
    public init?(_ value: HandedValue) {
        guard let text = value.text else { return nil }
        self = text
    }
    /// The text.
    public var defaultText: String? { self }
    /// A length in bytes.
    public static func limit(_ bound: Int) -> Double { Double(bound) }
}

extension Array: OptionValue where Element == String {
    /// A list of texts.
    public static var kind: CameraOption.Kind { .list }
    /// For a message.
    public static var expectation: String { "a list" }
    /// The texts.
    public init?(_ value: HandedValue) { self = value.items }
    /// A flow sequence, each text in quotes.
    public var defaultText: String? {
        "["
            + map { "'" + $0.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'" }
            .joined(separator: ", ") + "]"
    }
    /// A number of texts.
    public static func limit(_ bound: Int) -> Double { Double(bound) }
}

extension Duration: OptionValue {
    /// A duration.
    public static var kind: CameraOption.Kind { .duration }
    /// For a message.
    public static var expectation: String { "a duration such as 30s" }
    /// From nanoseconds.
    public init?(_ value: HandedValue) { self = .nanoseconds(value.integer) }
    /// In the largest unit that divides it.
    public var defaultText: String? {
        // In whole numbers: the quotient of two durations is not exact.
        let (seconds, attoseconds) = components
        let (thousandths, rest) = attoseconds.quotientAndRemainder(dividingBy: 1_000_000_000_000_000)
        let units: [(String, Int64)] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)]
        guard self != .zero, rest == 0, seconds.magnitude < 1_000_000_000_000 else { return "\(self / .seconds(1))" }
        let milliseconds = seconds * 1_000 + thousandths
        return units.first { milliseconds % $0.1 == 0 }.map { "\(milliseconds / $0.1)\($0.0)" }
    }
    /// Seconds.
    public static func limit(_ bound: Duration) -> Double { bound / .seconds(1) }
}
