// SPDX-License-Identifier: Apache-2.0
public import CameraHost

/// The JSON Schema (2020-12) of the configuration, for editors.
public enum ConfigurationSchema {
    /// The schema's text, with the options of the cameras that were found, by camera id.
    public static func json(cameras: [String: [OptionDeclaration]] = [:]) -> String {
        let variable = JSONValue.object([
            "type": "string", "pattern": "\\$\\{",
            "description": "A text with `${NAME}` or `${NAME:-default}`: from the environment.",
        ])
        var schema = JSONValue.object([
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "evcam's configuration",
        ])
        if case .object(let members) = Configuration.type.description.schema {
            for member in members { schema = schema.adding([member.name: member.value]) }
        }
        // Exactly one source; a null counts as none, which the program says better than a schema.
        schema = schema.adding(["not": .object(["required": ["broker", "replay"]])])
        schema = schema.adding(["$defs": .object(["variable": variable])])
        if !cameras.isEmpty { schema = schema.adding(["allOf": [options(of: cameras)]]) }
        return schema.text() + "\n"
    }

    /// `if camera == id then options: {…}`, for each entry of `cameras`.
    private static func options(of cameras: [String: [OptionDeclaration]]) -> JSONValue {
        let rules = cameras.sorted { $0.key < $1.key }.map { id, declarations in
            let keys = declarations.map { option in
                KeyDescription(
                    name: option.name, value: OptionType.of(option).description, defaultText: option.defaultValue,
                    isRequired: option.isRequired, isNullable: false, summary: option.summary)
            }
            let isRequired = declarations.contains { $0.isRequired }
            let then = JSONValue.object(["properties": .object(["options": KeySchema.object(of: keys)])])
            return JSONValue.object([
                "if": .object([
                    "properties": .object(["camera": .object(["const": .string(id)])]), "required": ["camera"],
                ]),
                "then": isRequired ? then.adding(["required": ["options"]]) : then,
            ])
        }
        return .object([
            "properties": .object(["cameras": .object(["items": .object(["allOf": .array(rules)])])])
        ])
    }
}
