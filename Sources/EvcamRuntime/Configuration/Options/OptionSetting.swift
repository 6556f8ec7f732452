// SPDX-License-Identifier: Apache-2.0
public import CameraHost

/// The value of an option, and where it comes from.
public struct OptionSetting: Sendable, Hashable {
    /// The value.
    public var value: OptionValue
    /// Whether the user wrote it; otherwise it is the declared default.
    public var isSet: Bool
}
