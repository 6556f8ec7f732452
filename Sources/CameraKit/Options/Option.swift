// SPDX-License-Identifier: Apache-2.0

/// An option of a camera: declared once, as a property of its ``CameraConfiguration``.
///
/// ```swift
/// struct Configuration: CameraConfiguration {
///     @Option("the file to append to", .path) var path: String
///     @Option("begin a new file beyond this size", min: 1) var rotateSize: ByteCount = .megabytes(256)
///     @Option("delete files older than this") var keep: Duration?
/// }
/// ```
///
/// The property's name in snake case (`rotate_size`) is what the user writes in YAML, its type what may be
/// written, its initial value the default. A property that is neither optional nor has an initial value must be
/// set. The host checks the user's YAML against all this, with line and column, and prints it as documentation;
/// when the camera's `init` runs, the values are there.
@propertyWrapper
public struct Option<Value: OptionValue>: Sendable {
    let slot: OptionSlot<Value>

    /// The value: the user's, or the default.
    public var wrappedValue: Value { slot.value }

    /// The option itself: `configuration.$path.isSet`.
    public var projectedValue: Option<Value> { self }

    /// Whether the user wrote it.
    public var isSet: Bool { slot.isSet }

    /// An option without a default: nil if it is not set, or, if its type is not optional, required.
    /// - Parameters:
    ///   - summary: one line for people: what it does, its unit.
    ///   - name: as written in YAML, if it is not the property's name in snake case.
    ///   - min: the least value (of a text or a list: the least length).
    ///   - max: the greatest value (of a text or a list: the greatest length).
    public init(_ summary: String, name: String? = nil, min: Value.Bound? = nil, max: Value.Bound? = nil) {
        slot = OptionSlot(
            CameraOption(
                name ?? "", Value.kind, summary, required: !Value.isOptional, minimum: min.map(Value.limit),
                maximum: max.map(Value.limit), choices: Value.choices))
    }

    /// An option with a default.
    /// - Parameters:
    ///   - wrappedValue: the default.
    ///   - summary: one line for people: what it does, its unit.
    ///   - name: as written in YAML, if it is not the property's name in snake case.
    ///   - min: the least value (of a text or a list: the least length).
    ///   - max: the greatest value (of a text or a list: the greatest length).
    public init(
        wrappedValue: Value, _ summary: String, name: String? = nil, min: Value.Bound? = nil, max: Value.Bound? = nil
    ) {
        slot = OptionSlot(
            CameraOption(
                name ?? "", Value.kind, summary, default: wrappedValue.defaultText, minimum: min.map(Value.limit),
                maximum: max.map(Value.limit), choices: Value.choices), wrappedValue)
    }
}

/// What a text is: the host checks it, and makes a path absolute.
public enum TextForm: Sendable {
    /// A file or folder; the user's path counts from the configuration's folder, the camera gets it absolute.
    case path
    /// A URL.
    case url

    var kind: CameraOption.Kind { self == .path ? .path : .url }
}

extension Option where Value == Bool {
    /// A choice that makes a snapshot costlier: where the user says yes, its camera gets parts beside those it always
    /// wants.
    /// - Parameters:
    ///   - wrappedValue: the default.
    ///   - summary: one line for people.
    ///   - name: as written in YAML, if it is not the property's name in snake case.
    ///   - wants: what it gets then.
    public init(wrappedValue: Bool, _ summary: String, name: String? = nil, wants: CameraDescription.Wants) {
        slot = OptionSlot(
            CameraOption(
                name ?? "", Value.kind, summary, default: wrappedValue.defaultText, choices: Value.choices, wants: wants
            ),
            wrappedValue)
    }
}

extension Option where Value == String {
    /// A path or URL that must be set.
    public init(_ summary: String, _ form: TextForm, name: String? = nil) {
        slot = OptionSlot(CameraOption(name ?? "", form.kind, summary, required: true))
    }

    /// A path or URL with a default.
    public init(wrappedValue: String, _ summary: String, _ form: TextForm, name: String? = nil) {
        slot = OptionSlot(CameraOption(name ?? "", form.kind, summary, default: wrappedValue), wrappedValue)
    }
}

extension Option where Value == String? {
    /// A path or URL that may be left out.
    public init(_ summary: String, _ form: TextForm, name: String? = nil) {
        slot = OptionSlot(CameraOption(name ?? "", form.kind, summary))
    }
}
