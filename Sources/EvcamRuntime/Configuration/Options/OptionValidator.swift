// SPDX-License-Identifier: Apache-2.0
import CameraHost

/// Checks what a user wrote for a camera against what the camera declares.
enum OptionValidator {
    /// The values of all options that have one.
    ///
    /// Every mistake is noted in the reader's report.
    static func validate(
        _ camera: CameraConfiguration, _ declarations: [OptionDeclaration], _ reader: inout ConfigurationReader
    ) -> [String: OptionSetting] {
        var settings: [String: OptionSetting] = [:]
        var given: Set<String> = []
        if case .mapping(let pairs) = camera.options?.content {
            for pair in pairs { readPair(pair, camera, declarations, &reader, &settings, &given) }
        }
        readArguments(camera, declarations, &reader, &settings, &given)
        for declaration in declarations where !given.contains(declaration.name) {
            if let value = defaultValue(declaration, camera.name, &reader) {
                settings[declaration.name] = OptionSetting(value: value, isSet: false)
            } else if declaration.isRequired {
                missing(declaration, camera, &reader)
            }
        }
        return settings
    }

    /// The value of a text from outside the file.
    static func value(
        of text: String, _ declaration: OptionDeclaration, _ reader: inout ConfigurationReader
    ) -> OptionValue? {
        read(node(text, declaration.kind), declaration, &reader)
    }

    /// One key of `options`, or of a group of options in it (`keep: {success: 1d}` is `keep.success`).
    private static func readPair(
        _ pair: YAMLPair, group: String? = nil, _ camera: CameraConfiguration,
        _ declarations: [OptionDeclaration], _ reader: inout ConfigurationReader,
        _ settings: inout [String: OptionSetting], _ given: inout Set<String>
    ) {
        let key = group.map { "\($0).\(pair.key)" } ?? pair.key
        let members = group == nil ? declarations.map(\.name).filter { $0.hasPrefix(key + ".") } : []
        if !members.isEmpty {
            guard case .mapping(let pairs) = pair.value.content else {
                let names = members.map { String($0.dropFirst(key.count + 1)) }
                reader.mistake(
                    pair.value.span, "\(Wording.quoted(key)) is a mapping",
                    remedy: "write `\(key): {\(names[0]): …}`, of \(Wording.list(names, "and"))")
                return given.formUnion(members)
            }
            for pair in pairs { readPair(pair, group: key, camera, declarations, &reader, &settings, &given) }
            return
        }
        guard
            let declaration = find(key, declarations, camera.name, &reader, at: pair.keySpan, value: pair.value.span)
        else { return }
        given.insert(key)
        if let value = read(pair.value, declaration, &reader) {
            settings[key] = OptionSetting(value: value, isSet: true)
        }
    }

    private static func readArguments(
        _ camera: CameraConfiguration, _ declarations: [OptionDeclaration], _ reader: inout ConfigurationReader,
        _ settings: inout [String: OptionSetting], _ given: inout Set<String>
    ) {
        let folder = reader.folder
        reader.folder = FilePath.currentFolder
        defer { (reader.folder, reader.argument) = (folder, nil) }
        for argument in camera.optionArguments {
            let key = String(argument.prefix { $0 != "=" })
            reader.argument = place(of: key, camera.name)
            guard key.count < argument.count else {
                reader.mistake(.beginning, "it has no value", remedy: "write `key=value`")
                continue
            }
            guard let declaration = find(key, declarations, camera.name, &reader, at: .beginning, value: nil) else {
                continue
            }
            given.insert(key)
            if let value = value(of: String(argument.dropFirst(key.count + 1)), declaration, &reader) {
                settings[key] = OptionSetting(value: value, isSet: true)
            }
        }
    }

    /// How an option of the command line is named in reports.
    static func place(of key: String, _ camera: String) -> String {
        "option \(Wording.quoted(key)) of camera \(Wording.quoted(camera))"
    }

    /// A text from outside the file as a node; a list has commas or, as in YAML, brackets.
    private static func node(_ text: String, _ kind: OptionDeclaration.Kind) -> YAMLNode {
        guard kind == .list else { return YAMLNode(.scalar(YAMLScalar(text: text, isQuoted: false)), span: .beginning) }
        let inner = text.hasPrefix("[") && text.hasSuffix("]") ? text.dropFirst().dropLast() : text[...]
        let items = inner.split(separator: ",").map { item in
            let bare = item.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
            let isQuoted = bare.count > 1 && (bare.first == "\"" || bare.first == "'") && bare.last == bare.first
            let word = String(isQuoted ? Array(bare.dropFirst().dropLast()) : Array(bare))
            return YAMLNode(.scalar(YAMLScalar(text: word, isQuoted: false)), span: .beginning)
        }
        return YAMLNode(.sequence(items), span: .beginning)
    }

    private static func find(
        _ key: String, _ declarations: [OptionDeclaration], _ camera: String, _ reader: inout ConfigurationReader,
        at span: SourceSpan, value: SourceSpan?
    ) -> OptionDeclaration? {
        if let declaration = declarations.first(where: { $0.name == key }) { return declaration }
        // What it was meant to be is not known, so it may be a secret.
        if let value { reader.report.hide(value) }
        let names = declarations.map(\.name)
        reader.mistake(
            span, "the camera \(Wording.quoted(camera)) has no option \(Wording.quoted(key))",
            remedy: Wording.suggestion(for: key, among: names, otherwise: "its options are") ?? "it has no options")
        return nil
    }

    /// The declared default, read like anything that a user writes.
    ///
    /// A bad one is the camera's mistake.
    private static func defaultValue(
        _ declaration: OptionDeclaration, _ camera: String, _ reader: inout ConfigurationReader
    ) -> OptionValue? {
        guard let text = declaration.defaultValue else { return nil }
        reader.argument =
            "camera \(Wording.quoted(camera)), the default it declares for \(Wording.quoted(declaration.name))"
        defer { reader.argument = nil }
        return value(of: text, declaration, &reader)
    }

    private static func missing(
        _ declaration: OptionDeclaration, _ camera: CameraConfiguration, _ reader: inout ConfigurationReader
    ) {
        let isGiven = camera.place == nil
        if isGiven { reader.argument = "camera \(Wording.quoted(camera.name))" }
        defer { reader.argument = nil }
        reader.mistake(
            camera.place ?? .beginning,
            "the camera \(Wording.quoted(camera.name)) needs the option \(Wording.quoted(declaration.name)): \(declaration.summary)",
            remedy: isGiven ? "add `-o \(camera.name).\(declaration.name)=…`" : "write it under `options:`")
    }

    private static func read(
        _ node: YAMLNode, _ declaration: OptionDeclaration, _ reader: inout ConfigurationReader
    ) -> OptionValue? {
        if declaration.kind == .secret { reader.report.hide(node.span) }
        return OptionType.of(declaration).read(node, &reader)
    }
}
