// SPDX-License-Identifier: Apache-2.0
public import CSimdjson

/// The value of one attribute of an event, as it stands in the batch's memory.
///
/// Texts are UTF-8 with a NUL behind them that their count leaves out; they are valid while the batch is
/// being handed over.
@frozen
public struct EventValue {
    @usableFromInline let raw: csj_value

    @inlinable
    init(_ raw: csj_value) {
        self.raw = raw
    }

    /// What kind of value it is; the numbers are the camera ABI's.
    @inlinable
    public var kind: EventValueKind { EventValueKind(rawValue: raw.kind) }

    /// The bytes of a `.string` or of the raw JSON of a `.json`.
    @inlinable
    public var text: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: raw.text, count: Int(raw.length)) }

    /// The value of an `.int` or `.bool`.
    @inlinable
    public var integer: Int64 { raw.integer }

    /// The value of a `.double`.
    @inlinable
    public var number: Double { raw.number }

    /// The value as a number, if it is one: Celery does not tell integers from floats either.
    @inlinable
    public var asDouble: Double? {
        switch kind {
        case .int: Double(raw.integer)
        case .double: raw.number
        default: nil
        }
    }

    /// The value as a whole number, if it is one; fractions are cut off.
    @inlinable
    public var asInteger: Int64? {
        switch kind {
        case .int: raw.integer
        case .double: Int64(exactly: raw.number.rounded(.towardZero))
        default: nil
        }
    }
}

extension EventValue {
    /// A truth value that no event brought.
    package init(bool: Bool) {
        var raw = csj_value()
        raw.kind = EventValueKind.bool.rawValue
        raw.integer = bool ? 1 : 0
        self.init(raw)
    }
}

/// Reads a uuid of the canonical form (8-4-4-4-12 lower-case hexadecimal digits); nil if it is not one.
package func parseUUID(_ text: UnsafeRawBufferPointer) -> (high: UInt64, low: UInt64)? {
    var high: UInt64 = 0
    var low: UInt64 = 0
    return csj_parse_uuid(text.baseAddress, text.count, &high, &low) != 0 ? (high, low) : nil
}
