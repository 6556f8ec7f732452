// SPDX-License-Identifier: Apache-2.0

extension ValueType {
    /// One of a few words.
    static func choice(_ words: [String], ignoringCase: Bool = false, _ make: @escaping (String) -> Value?) -> Self {
        var schema = JSONValue.object(["enum": .array(words.map { .string($0) })])
        if ignoringCase {
            // ECMA's patterns have no switch for it.
            let letters = words.map { $0.map { "[\($0.uppercased())\($0.lowercased())]" }.joined() }
            schema = .text(pattern: "^(\(letters.joined(separator: "|")))$")
        }
        let name = "one of \(Wording.list(words))"
        return ValueType(ValueDescription(name: name, schema: .orVariable(schema))) { node, reader in
            guard let text = reader.text(node, wanted: name) else { return nil }
            let word = ignoringCase ? text.lowercased() : text
            if words.contains(word), let value = make(word) { return value }
            reader.mistake(
                node.span, "\(Wording.quoted(text)) is not \(name)",
                remedy: Wording.suggestion(for: text, among: words, otherwise: nil))
            return nil
        }
    }

    /// A list, of which bad items are noted and left out.
    static func list<Item>(of item: ValueType<Item>, _ name: String, atMost limit: Int = 1000) -> Self
    where Value == [Item] {
        let description = ValueDescription(
            name: name,
            schema: .object(["type": "array", "items": item.description.schema, "maxItems": .int(Int64(limit))]),
            keys: item.description.keys)
        return ValueType(description) { node, reader in
            guard case .sequence(let items) = node.content else {
                reader.mistake(
                    node.span, "\(name) is wanted here, not \(node.kindName)",
                    remedy: remedy(for: node, item.description))
                return nil
            }
            if items.count > limit {
                reader.mistake(items[limit].span, "there are \(items.count) items here; \(limit) is the most")
            }
            return items.prefix(limit).compactMap { item.read($0, &reader) }
        }
    }

    private static func remedy(for node: YAMLNode, _ item: ValueDescription) -> String {
        if case .scalar(let scalar) = node.content, item.keys.isEmpty, !scalar.text.isEmpty {
            return "put it in brackets: [\(Wording.shown(scalar.text))]"
        }
        return "begin each item with `- `"
    }

    /// A map with known keys, read into `initial`; `finish` sees what belongs together.
    static func map(
        _ name: String, _ initial: Value, _ keys: [Key<Value>], allowsExtensions: Bool = false,
        finish: @escaping (inout Value, YAMLNode, inout ConfigurationReader) -> Void = { _, _, _ in }
    ) -> Self {
        let descriptions = keys.map(\.description)
        let schema = KeySchema.object(of: descriptions, allowsExtensions: allowsExtensions)
        return ValueType(ValueDescription(name: name, schema: schema, keys: descriptions)) { node, reader in
            guard case .mapping(let pairs) = node.content else {
                reader.mistake(
                    node.span, "\(name) is wanted here, not \(node.kindName)",
                    remedy: "write its keys: \(Wording.list(descriptions.map(\.name), "and"))")
                return nil
            }
            var value = initial
            for pair in pairs {
                if let key = keys.first(where: { $0.description.name == pair.key }) {
                    key.read(pair.value, &value, &reader)
                } else if !(allowsExtensions && pair.key.hasPrefix("x-")) {
                    reader.mistake(
                        pair.keySpan, "\(Wording.quoted(pair.key)) is not a key of \(name)",
                        remedy: Wording.suggestion(
                            for: pair.key, among: descriptions.map(\.name), otherwise: "the keys are"))
                }
            }
            let missing = descriptions.filter { key in key.isRequired && !pairs.contains { $0.key == key.name } }
            for key in missing {
                reader.mistake(
                    node.span, "the key \(Wording.quoted(key.name)) is missing",
                    remedy: "write \(key.value.name) for it")
            }
            finish(&value, node, &reader)
            return missing.isEmpty ? value : nil
        }
    }

    /// What is a scalar or something longer.
    static func either(_ scalar: Self, orElse other: Self) -> Self {
        let description = ValueDescription(
            name: "\(scalar.description.name), or \(other.description.name)",
            schema: .object(["anyOf": .array([scalar.description.schema, other.description.schema])]),
            keys: other.description.keys)
        return ValueType(description) { node, reader in
            if case .scalar = node.content { return scalar.read(node, &reader) }
            return other.read(node, &reader)
        }
    }
}

extension YAMLNode {
    /// The value of a map's key.
    subscript(key: String) -> YAMLNode? { pair(key)?.value }

    func pair(_ key: String) -> YAMLPair? {
        guard case .mapping(let pairs) = content else { return nil }
        return pairs.first { $0.key == key }
    }
}
