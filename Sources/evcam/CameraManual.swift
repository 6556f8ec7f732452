// SPDX-License-Identifier: Apache-2.0
import EvcamRuntime

/// A camera's options as documentation and as YAML to copy.
enum CameraManual {
    static func text(_ library: CameraLibrary) -> String {
        let camera = library.description
        var lines = ["\(camera.id) \(camera.version): \(camera.summary)"]
        let license = camera.license.isEmpty ? "" : ", " + camera.license
        lines.append("\(library.file.path)  (camera ABI \(camera.abiMajor).\(camera.abiMinor)\(license))")
        lines.append("")
        lines.append(camera.options.isEmpty ? "It has no options." : "Options:")
        for option in camera.options {
            lines.append("  \(option.name)  (\(kind(option)))")
            lines.append("      \(option.summary)")
        }
        lines += ["", "cameras:", "  - name: \(camera.id)", "    camera: \(reference(library))"]
        if !camera.options.isEmpty { lines.append("    options:") }
        var groups: Set<Substring> = []
        for option in camera.options {
            let group = option.name.prefix { $0 != "." }
            guard group.count < option.name.count else {
                lines.append("      \(option.isRequired ? "" : "# ")\(option.name): \(sample(option, of: camera.id))")
                continue
            }
            guard groups.insert(group).inserted else { continue }
            let members = camera.options.filter { $0.name.hasPrefix(group + ".") }
            let mark = members.contains(where: \.isRequired) ? "" : "# "
            let values = members.map { member($0, of: camera.id) }.joined(separator: ", ")
            lines.append("      \(mark)\(group): {\(values)}")
        }
        return lines.joined(separator: "\n")
    }

    /// An option of a group, inside the group's braces.
    private static func member(_ option: OptionDeclaration, of camera: String) -> String {
        "\(option.name.drop { $0 != "." }.dropFirst()): \(sample(option, of: camera))"
    }

    private static func kind(_ option: OptionDeclaration) -> String {
        var parts = [option.kind == .enum ? "one of " + option.choices.joined(separator: ", ") : "\(option.kind)"]
        if option.isRequired { parts.append("required") }
        if let value = option.defaultValue, option.kind != .secret {
            parts.append("default: \(value.isEmpty ? "\"\"" : value)")
        }
        if let minimum = option.minimum { parts.append("at least \(number(minimum))\(unit(option))") }
        if let maximum = option.maximum { parts.append("at most \(number(maximum))\(unit(option))") }
        return parts.joined(separator: "; ")
    }

    private static func unit(_ option: OptionDeclaration) -> String {
        switch option.kind {
        case .duration: " s"
        case .bytes: " bytes"
        default: ""
        }
    }

    private static func number(_ value: Double) -> String {
        Int(exactly: value).map { "\($0)" } ?? "\(value)"
    }

    /// The id where evcam finds the camera by it, whoever asks; else the file.
    private static func reference(_ library: CameraLibrary) -> String {
        let file = library.file.resolvedPath
        if library.description.id == library.file.id, let found = try? CameraDirectory().find(library.file.id),
            found.resolvedPath == file
        {
            return library.file.id
        }
        // What YAML could take for something else goes into quotes.
        let isPlain = file.allSatisfy { $0.isLetter || "0123456789/._-+".contains($0) }
        return isPlain ? file : "'\(file.replacing("'", with: "''"))'"
    }

    /// A value that the camera takes as it stands, as far as its declaration tells.
    private static func sample(_ option: OptionDeclaration, of camera: String) -> String {
        if let value = option.defaultValue { return value.isEmpty ? "\"\"" : value }
        func within(_ usual: Double) -> Double {
            max(option.minimum ?? usual, min(option.maximum ?? usual, usual))
        }
        return switch option.kind {
        case .bool: "true"
        case .int: number(within(10))
        case .float: number(within(1))
        case .duration: within(86_400) == 86_400 ? "1d" : "\(number(within(86_400)))s"
        case .bytes: within(256e6) == 256e6 ? "256MB" : number(within(256e6))
        case .enum: option.choices.first ?? ""
        case .list: list(option, of: camera)
        case .path: option.isRequired ? "recording.\(camera)" : "PATH"
        case .url: "https://example.net/"
        case .secret: "${SECRET}"
        case .string: within(0) > 0 ? String(repeating: "x", count: Int(min(within(0), 64))) : "\"\""
        }
    }

    private static func list(_ option: OptionDeclaration, of camera: String) -> String {
        // Only a program that answers will do.
        if camera == "exec", option.name == "command" {
            return #"[sh, -c, "tee -a recording.exec | sed -un 's/^{.kind.:.end.*/ok/p'"]"#
        }
        let count = Int(max(0, min(option.minimum ?? 0, 16)))
        return "[" + (0..<count).map { "item\($0 + 1)" }.joined(separator: ", ") + "]"
    }
}
