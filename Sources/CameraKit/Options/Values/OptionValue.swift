// SPDX-License-Identifier: Apache-2.0

/// A type that an ``Option`` can have.
///
/// `Bool`, `Int`, `Double`, `String`, `Duration`, `[String]`, ``ByteCount``, ``Secret``, every ``OptionChoice``, and
/// optionals of them.
public protocol OptionValue: Sendable {
    /// What `min` and `max` are written in; `Never` if there is no order.
    associatedtype Bound: Sendable = Never

    /// The type, as the host knows it.
    static var kind: CameraOption.Kind { get }
    /// What may be written for a ``CameraOption/Kind/choice``.
    static var choices: [String] { get }
    /// Whether a value may be missing.
    static var isOptional: Bool { get }
    /// What a value is when it is missing; nil if it may not be.
    static var absent: Self? { get }
    /// What must be written, for a message: "a whole number".
    static var expectation: String { get }

    /// The value that was handed over; nil if it is none of this type.
    init?(_ value: HandedValue)

    /// How it would be written in YAML, as a default; nil: it is no default.
    var defaultText: String? { get }

    /// A bound as the ABI's number: the value itself, seconds of a duration, bytes of a size, a length.
    static func limit(_ bound: Bound) -> Double
}

extension OptionValue {
    /// None.
    public static var choices: [String] { [] }
    /// It must be there.
    public static var isOptional: Bool { false }
    /// None: it must be there.
    public static var absent: Self? { nil }
}

extension OptionValue where Bound == Never {
    /// There are no bounds.
    public static func limit(_ bound: Never) -> Double {}
}

extension Optional: OptionValue where Wrapped: OptionValue {
    /// The wrapped type's.
    public typealias Bound = Wrapped.Bound
    /// The wrapped type's.
    public static var kind: CameraOption.Kind { Wrapped.kind }
    /// The wrapped type's.
    public static var choices: [String] { Wrapped.choices }
    /// It may be missing.
    public static var isOptional: Bool { true }
    /// nil.
    public static var absent: Self? { .some(nil) }
    /// The wrapped type's.
    public static var expectation: String { Wrapped.expectation }

    /// The wrapped type's value.
    public init?(_ value: HandedValue) {
        guard let wrapped = Wrapped(value) else { return nil }
        self = wrapped
    }

    /// The wrapped value's.
    public var defaultText: String? { self?.defaultText }

    /// The wrapped type's.
    public static func limit(_ bound: Wrapped.Bound) -> Double { Wrapped.limit(bound) }
}
