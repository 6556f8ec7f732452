// SPDX-License-Identifier: Apache-2.0

/// The kinds of value an event can bring; the numbers are the camera ABI's.
///
/// A struct and not an enum, so that comparing two of them is one instruction in every target.
@frozen
public struct EventValueKind: Equatable, Sendable {
    /// The ABI's number.
    public let rawValue: UInt8

    @inlinable
    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Whether two kinds are the same.
    @inlinable
    public static func == (a: EventValueKind, b: EventValueKind) -> Bool { a.rawValue == b.rawValue }

    /// `null`.
    @inlinable public static var null: EventValueKind { EventValueKind(rawValue: 0) }
    /// `true` or `false`.
    @inlinable public static var bool: EventValueKind { EventValueKind(rawValue: 1) }
    /// A whole number of 64 bits.
    @inlinable public static var int: EventValueKind { EventValueKind(rawValue: 2) }
    /// Any other number.
    @inlinable public static var double: EventValueKind { EventValueKind(rawValue: 3) }
    /// A text.
    @inlinable public static var string: EventValueKind { EventValueKind(rawValue: 4) }
    /// An array, an object or a number beyond 64 bits, as raw JSON.
    @inlinable public static var json: EventValueKind { EventValueKind(rawValue: 5) }
}
