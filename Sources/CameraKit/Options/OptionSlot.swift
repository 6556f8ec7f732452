// SPDX-License-Identifier: Apache-2.0

/// What the properties of a configuration have in common, whatever their types.
protocol DeclaredOption {
    /// The declaration, with the option's name in YAML.
    func declaration(property: String) -> CameraOption

    /// Takes its value, or finds that it is missing or wrong.
    func fill(from values: HandedValues, property: String) throws(CameraError)
}

// @unchecked: it is filled while its configuration is being made, before anybody else can see it, and only read
// from then on.
/// Where an option's value stands.
///
/// A class, so that a configuration can be filled through its mirror, which shows copies of its properties.
final class OptionSlot<Value: OptionValue>: @unchecked Sendable {
    let declaration: CameraOption
    private(set) var isSet = false
    private var held: Value?

    init(_ declaration: CameraOption, _ value: Value? = nil) {
        self.declaration = declaration
        held = value
    }

    var value: Value {
        if let held { return held }
        preconditionFailure("an option that must be set is read from a configuration that no host has filled")
    }

    func fill(_ value: HandedValue?, named name: String) throws(CameraError) {
        guard let value else {
            guard declaration.isRequired else { return held = held ?? Value.absent }
            throw .config("option `\(name)` is missing: set it to \(Value.expectation)")
        }
        guard value.kind == declaration.kind, let new = Value(value) else {
            throw .config("option `\(name)` must be \(Value.expectation)")
        }
        held = new
        isSet = value.isSet
    }
}

extension Option: DeclaredOption {
    func declaration(property: String) -> CameraOption {
        var declaration = slot.declaration
        let parts = property.split(separator: ".").map { Self.snakeCase($0) }
        if declaration.name.isEmpty { declaration.name = parts.last ?? "" }
        if parts.count > 1 { declaration.name = parts[0] + "." + declaration.name }
        return declaration
    }

    func fill(from values: HandedValues, property: String) throws(CameraError) {
        let name = declaration(property: property).name
        try slot.fill(values[name], named: name)
    }

    /// `rotate_size` for the property `rotateSize`, whose wrapper is called `_rotateSize`.
    private static func snakeCase(_ property: Substring) -> String {
        property.drop { $0 == "_" }.reduce(into: "") { name, character in
            name += character.isUppercase ? "_" + character.lowercased() : String(character)
        }
    }
}
