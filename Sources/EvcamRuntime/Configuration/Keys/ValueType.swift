// SPDX-License-Identifier: Apache-2.0

/// A type of value: how it is called, how an editor checks it, and how it is read.
struct ValueType<Value> {
    let description: ValueDescription
    let read: (YAMLNode, inout ConfigurationReader) -> Value?

    init(_ description: ValueDescription, read: @escaping (YAMLNode, inout ConfigurationReader) -> Value?) {
        self.description = description
        self.read = read
    }

    /// The same, read into something else; nil is a mistake that `transform` has noted.
    func map<Other>(
        _ transform: @escaping (Value, YAMLNode, inout ConfigurationReader) -> Other?
    ) -> ValueType<Other> {
        ValueType<Other>(description) { node, reader in
            read(node, &reader).flatMap { transform($0, node, &reader) }
        }
    }
}

/// What is told about a type of value.
struct ValueDescription {
    /// As people call it: "a duration".
    let name: String
    /// Its JSON Schema.
    let schema: JSONValue
    /// The keys of a map, or of the maps in a list.
    var keys: [KeyDescription] = []
}

/// What is told about a key.
struct KeyDescription {
    let name: String
    let value: ValueDescription
    /// As it would be written in YAML; nil: nothing.
    let defaultText: String?
    let isRequired: Bool
    /// Whether `null` may stand for "not set".
    let isNullable: Bool
    /// One sentence.
    let summary: String
}

/// A key of a map that is read into a `Target`.
struct Key<Target> {
    let description: KeyDescription
    let read: (YAMLNode, inout Target, inout ConfigurationReader) -> Void

    /// A key with a default.
    init<Value>(
        _ name: String, _ path: WritableKeyPath<Target, Value>, _ type: ValueType<Value>,
        default text: String? = nil, isRequired: Bool = false, _ summary: String
    ) {
        description = KeyDescription(
            name: name, value: type.description, defaultText: text, isRequired: isRequired, isNullable: false,
            summary: summary)
        read = { node, target, reader in
            if case .scalar(let scalar) = node.content, scalar.meaning == .null {
                let example = text.map { "write a value, such as `\(name): \($0)`, or remove it" }
                reader.mistake(
                    node.span, "the key \(Wording.quoted(name)) has no value",
                    remedy: example ?? "write \(type.description.name), or remove it")
            } else if let value = type.read(node, &reader) {
                target[keyPath: path] = value
            }
        }
    }

    /// A key that may be left unset.
    init<Value>(
        optional name: String, _ path: WritableKeyPath<Target, Value?>, _ type: ValueType<Value>, _ summary: String
    ) {
        description = KeyDescription(
            name: name, value: type.description, defaultText: nil, isRequired: false, isNullable: true,
            summary: summary)
        read = { node, target, reader in
            if case .scalar(let scalar) = node.content, scalar.meaning == .null { return }
            if let value = type.read(node, &reader) { target[keyPath: path] = value }
        }
    }
}
