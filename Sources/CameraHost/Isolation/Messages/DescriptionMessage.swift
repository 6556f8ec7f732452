// SPDX-License-Identifier: Apache-2.0

/// A helper's answer to ``HelperRequest/describe(_:)``: what the camera says about itself, or why it is refused.
enum DescriptionMessage {
    private static let magic: UInt32 = 0x4443_5645
    private static let maxText = 16 << 10
    /// As large as a message can be on every system: a socket's buffer, less what the kernel takes of it.
    static let maxBytes = 160 << 10
    private static let codes: [CameraError.Code] = [
        .notFound, .untrusted, .incompatible, .malformed, .unloadable, .config, .fatal, .late,
    ]

    static func encoded(_ outcome: Result<CameraDescription, CameraError>) -> [UInt8] {
        var writer = MessageWriter()
        writer.put(magic)
        switch outcome {
        case .success(let description):
            writer.put(true)
            put(description, &writer)
        case .failure(let error):
            writer.put(false)
            writer.put(UInt8(codes.firstIndex(of: error.code) ?? 0))
            writer.put(error.message, atMost: maxText)
        }
        return writer.bytes
    }

    /// Reads an answer that may come from anybody who got hold of the helper's descriptor.
    static func decoded(
        _ message: ArraySlice<UInt8>, of file: CameraFile
    ) throws(MessageError) -> Result<CameraDescription, CameraError> {
        var reader = MessageReader(message)
        guard try reader.integer(UInt32.self) == magic else { throw MessageError("it is no description") }
        let outcome: Result<CameraDescription, CameraError>
        if try reader.bool() {
            outcome = .success(try description(&reader))
        } else {
            let code = Int(try reader.integer(UInt8.self))
            let text = try reader.text(atMost: maxText)
            outcome = .failure(
                CameraError(codes.indices.contains(code) ? codes[code] : .fatal, camera: file.id, text))
        }
        try reader.end()
        return outcome
    }

    private static func put(_ description: CameraDescription, _ writer: inout MessageWriter) {
        for text in [
            description.id, description.version, description.summary, description.author, description.license,
        ] { writer.put(text, atMost: maxText) }
        writer.put(description.abiMajor)
        writer.put(description.abiMinor)
        writer.put(description.wants.rawValue)
        writer.put(description.options) { writer, option in
            writer.put(option.name, atMost: maxText)
            writer.put(option.kind.rawValue)
            writer.put(option.summary, atMost: maxText)
            writer.put(option.defaultValue) { $0.put($1, atMost: maxText) }
            writer.put(option.isRequired)
            writer.put(option.minimum) { $0.put($1) }
            writer.put(option.maximum) { $0.put($1) }
            writer.put(option.choices) { $0.put($1, atMost: maxText) }
            writer.put(option.wants.rawValue)
        }
    }

    private static func description(_ reader: inout MessageReader) throws(MessageError) -> CameraDescription {
        let texts = [
            try reader.text(atMost: maxText), try reader.text(atMost: maxText), try reader.text(atMost: maxText),
            try reader.text(atMost: maxText), try reader.text(atMost: maxText),
        ]
        let (major, minor) = (try reader.integer(UInt32.self), try reader.integer(UInt32.self))
        let wants = SnapshotWants(rawValue: try reader.integer())
        let options = try reader.list(atMost: 1024) { reader throws(MessageError) in
            let name = try reader.text(atMost: maxText)
            let number = try reader.integer(UInt32.self)
            guard let kind = OptionDeclaration.Kind(rawValue: number) else {
                throw MessageError("there is no option of type \(number)")
            }
            return OptionDeclaration(
                name: name, kind: kind, summary: try reader.text(atMost: maxText),
                defaultValue: try reader.optional { reader throws(MessageError) in try reader.text(atMost: maxText) },
                isRequired: try reader.bool(),
                minimum: try reader.optional { reader throws(MessageError) in try reader.double() },
                maximum: try reader.optional { reader throws(MessageError) in try reader.double() },
                choices: try reader.list(atMost: 256) { reader throws(MessageError) in
                    try reader.text(atMost: maxText)
                }, wants: SnapshotWants(rawValue: try reader.integer()))
        }
        return CameraDescription(
            id: texts[0], version: texts[1], summary: texts[2], author: texts[3], license: texts[4], abiMajor: major,
            abiMinor: minor, options: options, wants: wants)
    }
}
