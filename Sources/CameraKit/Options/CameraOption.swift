// SPDX-License-Identifier: Apache-2.0

import CameraABI

/// An option that a camera declares.
///
/// The host checks the user's YAML against it, refuses what does not fit with file, line and column, and prints
/// it as documentation.
public struct CameraOption: Sendable, Hashable {
    /// The types an option can have, with the ABI's numbers.
    public enum Kind: UInt32, Sendable {
        case bool = 0
        case int, float, string, duration, bytes, choice, list, path, url, secret
    }

    /// As written in YAML: lower_snake_case.
    public var name: String
    /// What its values are.
    public var kind: Kind
    /// One line for people: what it does, its unit.
    public var summary: String
    /// As it would be written in YAML; nil: none.
    public var defaultValue: String?
    /// Whether the user must set it.
    public var isRequired: Bool
    /// What is allowed: the value itself; seconds of a duration; bytes of a size; length of a list or a text.
    public var minimum: Double?
    /// The greatest value, in the units of ``minimum``.
    public var maximum: Double?
    /// What may be written for a ``Kind/choice``.
    public var choices: [String]
    /// What the camera wants of a snapshot, beside what it always wants, when this ``Kind/bool`` is true.
    public var wants: CameraDescription.Wants

    /// Declares an option.
    public init(
        _ name: String, _ kind: Kind, _ summary: String, default defaultValue: String? = nil,
        required isRequired: Bool = false, minimum: Double? = nil, maximum: Double? = nil, choices: [String] = [],
        wants: CameraDescription.Wants = []
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

    /// The ABI's form.
    ///
    /// Its texts are never freed: it lives as long as the library.
    func makeStruct() -> evcam_option {
        var option = evcam_option()
        option.size = UInt32(MemoryLayout<evcam_option>.size)
        option.type = kind.rawValue
        option.flags = isRequired ? EVCAM_OPTION_REQUIRED : 0
        option.wants = wants.rawValue
        option.name = evcam_string(forever: name)
        option.summary = evcam_string(forever: summary)
        if let defaultValue { option.default_value = evcam_string(forever: defaultValue) }
        if let minimum {
            option.minimum = minimum
            option.flags |= EVCAM_OPTION_HAS_MIN
        }
        if let maximum {
            option.maximum = maximum
            option.flags |= EVCAM_OPTION_HAS_MAX
        }
        if !choices.isEmpty {
            option.choices = allocateForever(choices.map(evcam_string.init(forever:)))
            option.choice_count = UInt64(choices.count)
        }
        return option
    }
}
