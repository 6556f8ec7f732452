// SPDX-License-Identifier: Apache-2.0

/// The number of an interned text: a task name, a state, a node name, an event type.
///
/// Valid within one ``Snapshot`` (see ``Snapshot/text(_:)``); numbers are given out again once nothing
/// living uses them.
public struct TextID: Hashable, Sendable {
    /// 0 means that there is no text.
    public let rawValue: UInt32

    @inlinable
    package init(_ rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// No text: the attribute is absent.
    public static let absent = TextID(0)

    /// Whether there is a text.
    @inlinable
    public var isPresent: Bool { rawValue != 0 }
}
