// SPDX-License-Identifier: Apache-2.0

/// An option as a camera declares it (`evcam_option`).
public struct OptionDeclaration: Sendable, Hashable {
    /// The types an option can have, with the ABI's numbers.
    public enum Kind: UInt32, Sendable, CaseIterable {
        case bool = 0
        case int, float, string, duration, bytes, `enum`, list, path, url, secret
    }

    /// As written in YAML.
    public var name: String
    /// What its values are.
    public var kind: Kind
    /// One line for people.
    public var summary: String
    /// As it would be written in YAML; nil: none.
    public var defaultValue: String?
    /// Whether the user must set it.
    public var isRequired: Bool
    /// Least value (seconds for durations, bytes for sizes, length for lists and strings).
    public var minimum: Double?
    /// Greatest value.
    public var maximum: Double?
    /// What may be written for an enum.
    public var choices: [String]
    /// What its camera wants of a snapshot too when it is true.
    public var wants: SnapshotWants

    /// Makes a declaration.
    public init(
        name: String, kind: Kind, summary: String, defaultValue: String? = nil, isRequired: Bool = false,
        minimum: Double? = nil, maximum: Double? = nil, choices: [String] = [], wants: SnapshotWants = []
    ) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.defaultValue = defaultValue
        self.isRequired = isRequired
        self.minimum = minimum
        self.maximum = maximum
        self.choices = choices
        self.wants = wants
    }
}
