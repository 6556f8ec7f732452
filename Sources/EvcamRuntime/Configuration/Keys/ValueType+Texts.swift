// SPDX-License-Identifier: Apache-2.0

extension ValueType where Value == String {
    static func text(_ name: String = "text", pattern: String? = nil, rule: String? = nil) -> Self {
        let schema = JSONValue.object(["type": "string", "minLength": 1])
        return ValueType(
            ValueDescription(name: name, schema: pattern.map { schema.adding(["pattern": .string($0)]) } ?? schema)
        ) { node, reader in
            guard let text = reader.text(node, wanted: name) else { return nil }
            if text.isEmpty {
                reader.mistake(node.span, "\(name) is missing here", remedy: reader.remedyForNothing)
                return nil
            }
            return text
        }
    }

    /// An absolute path, made from one that counts from the configuration's folder.
    static var path: Self {
        text("a path").map { text, node, reader in
            do throws(ValueProblem) {
                return try FilePath.absolute(text, folder: reader.folder, home: reader.environment["HOME"])
            } catch {
                reader.mistake(node.span, error)
                return nil
            }
        }
    }

    /// Text that may be empty.
    static var anyText: Self {
        ValueType(ValueDescription(name: "text", schema: .object(["type": "string"]))) { node, reader in
            reader.text(node, wanted: "text")
        }
    }

    /// Text that goes where AMQP takes 255 bytes at most; the rest is for what is put before or behind it.
    static func shortText(_ most: Int) -> Self {
        text().map { text, node, reader in
            if text.utf8.count <= most, !text.utf8.contains(where: { $0 < 0x20 }) { return text }
            reader.mistake(
                node.span, "this has more than \(most) bytes, or a control character", remedy: "write a shorter name")
            return nil
        }
    }

    /// Text of any kind; no message repeats it.
    static var secret: Self {
        ValueType(ValueDescription(name: "a secret", schema: .object(["type": "string"]))) { node, reader in
            if reader.argument == nil { reader.report.hide(node.span) }
            guard let scalar = reader.scalar(node, wanted: "a secret") else { return nil }
            switch scalar.meaning {
            case .text, nil:
                if !scalar.text.isEmpty { return scalar.text }
                fallthrough
            case .null: reader.mistake(node.span, "a secret is missing here", remedy: "write it, best as `${NAME}`")
            default: reader.mistake(node.span, "a secret must be text", remedy: "put it in quotes")
            }
            return nil
        }
    }
}
