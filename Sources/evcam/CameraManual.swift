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
        lines += ["", "cameras:", "  - name: \(camera.id)", "    camera: \(camera.id)"]
        if !camera.options.isEmpty { lines.append("    options:") }
        var groups: Set<Substring> = []
        for option in camera.options {
            let group = option.name.prefix { $0 != "." }
            guard group.count < option.name.count else {
                lines.append("      \(option.isRequired ? "" : "# ")\(option.name): \(sample(option))")
                continue
            }
            guard groups.insert(group).inserted else { continue }
            let members = camera.options.filter { $0.name.hasPrefix(group + ".") }
            let mark = members.contains(where: \.isRequired) ? "" : "# "
            lines.append("      \(mark)\(group): {\(members.map(member).joined(separator: ", "))}")
        }
        return lines.joined(separator: "\n")
    }

    /// An option of a group, inside the group's braces.
    private static func member(_ option: OptionDeclaration) -> String {
        "\(option.name.drop { $0 != "." }.dropFirst()): \(sample(option))"
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

    private static func sample(_ option: OptionDeclaration) -> String {
        if let value = option.defaultValue { return value.isEmpty ? "\"\"" : value }
        return switch option.kind {
        case .bool: "true"
        case .int: "10"
        case .float: "1.0"
        case .duration: "30d"
        case .bytes: "256MB"
        case .enum: option.choices.first ?? ""
        case .list: "[]"
        case .path: "recordings/FILE"
        case .url: "https://example.net/"
        case .secret: "${SECRET}"
        case .string: "\"\""
        }
    }
}
