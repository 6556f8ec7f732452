// SPDX-License-Identifier: Apache-2.0

/// A text that neither the host nor this type ever prints: a password, a token.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text; do not log it.
    public let text: String

    /// Hides a text.
    public init(_ text: String) { self.text = text }

    /// Never the text.
    public var description: String { "(secret)" }
    /// Never the text.
    public var debugDescription: String { description }
    /// Shows nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Secret: OptionValue {
    /// A secret.
    public static var kind: CameraOption.Kind { .secret }
    /// For a message.
    public static var expectation: String { "a text, best from the environment: ${NAME}" }
    /// The text.
    public init?(_ value: HandedValue) {
        guard let text = value.text else { return nil }
        self.text = text
    }
    /// None: what stands in a program's text is no secret.
    public var defaultText: String? { nil }
    /// A length in bytes.
    public static func limit(_ bound: Int) -> Double { Double(bound) }
}
