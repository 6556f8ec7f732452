// SPDX-License-Identifier: Apache-2.0

/// The JSON Schema of keys.
enum KeySchema {
    /// Of a map with these keys and no others.
    static func object(of keys: [KeyDescription], allowsExtensions: Bool = false) -> JSONValue {
        let properties = keys.map { JSONValue.Member(name: $0.name, value: property($0)) }
        var schema = JSONValue.object([
            "type": "object", "additionalProperties": false, "properties": .object(properties),
        ])
        if allowsExtensions { schema = schema.adding(["patternProperties": .object(["^x-": true])]) }
        let required = keys.filter(\.isRequired).map { JSONValue.string($0.name) }
        return required.isEmpty ? schema : schema.adding(["required": .array(required)])
    }

    private static func property(_ key: KeyDescription) -> JSONValue {
        var schema = key.value.schema
        if key.isNullable { schema = .object(["anyOf": .array([schema, .object(["type": "null"])])]) }
        schema = schema.adding(["description": .string(key.summary)])
        guard let text = key.defaultText else { return schema }
        if text == "\"\"" { return schema.adding(["default": ""]) }
        if text == "{}" { return schema.adding(["default": .object([JSONValue.Member]())]) }
        if text.hasPrefix("["), text.hasSuffix("]") {
            let items = text.dropFirst().dropLast().split(separator: ",")
            return schema.adding(["default": .array(items.map { .string(String($0.drop { $0 == " " })) })])
        }
        switch YAMLScalar.meaning(of: text) {
        case .bool(let value): return schema.adding(["default": .bool(value)])
        case .int(let value): return schema.adding(["default": .int(value)])
        case .float(let value): return schema.adding(["default": .number(value)])
        default: return schema.adding(["default": .string(text)])
        }
    }
}
