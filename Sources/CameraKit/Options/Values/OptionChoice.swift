// SPDX-License-Identifier: Apache-2.0

/// An enum whose cases are what the user may write.
///
/// ```swift
/// enum Sync: String, OptionChoice { case none, data }
/// ```
public protocol OptionChoice: OptionValue, RawRepresentable, CaseIterable where RawValue == String, Bound == Never {}

extension OptionChoice {
    /// One of the choices.
    public static var kind: CameraOption.Kind { .choice }
    /// The cases' raw values.
    public static var choices: [String] { allCases.map(\.rawValue) }
    /// For a message.
    public static var expectation: String { "one of " + choices.joined(separator: ", ") }
    /// The case of that name.
    public init?(_ value: HandedValue) {
        guard let choice = value.text.flatMap({ Self(rawValue: $0) }) else { return nil }
        self = choice
    }
    /// The case's raw value.
    public var defaultText: String? { rawValue }
}
