// SPDX-License-Identifier: Apache-2.0

/// A text that a terminal can show safely, and the number of columns it takes.
///
/// Names, arguments and exceptions come from the cluster: control characters, escape sequences and signs that
/// turn the direction of writing are shown as Python would write them (`\x1b`, `\u202e`), never sent.
struct DisplayText: Hashable {
    private(set) var text = ""
    private(set) var width = 0

    /// Far more than a terminal is wide; what lies beyond is not looked at.
    private static let limit = 4_096

    init(_ source: String) {
        for character in source {
            append(character)
            if width >= Self.limit { break }
        }
    }

    /// At most so many columns, with `…` for what had to go.
    func cut(to columns: Int) -> DisplayText {
        guard width > columns else { return self }
        guard columns > 0 else { return DisplayText("") }
        var result = DisplayText("")
        for character in text {
            let next = Self.width(of: character)
            if result.width + next > columns - 1 { break }
            result.text.append(character)
            result.width += next
        }
        result.text.append("…")
        result.width += 1
        return result
    }

    private mutating func append(_ character: Character) {
        // A character may carry any number of marks: a few are writing, hundreds are mischief.
        let scalars = character.unicodeScalars
        if scalars.count <= 8, scalars.allSatisfy(Self.isHarmless) {
            text.append(character)
            width += Self.width(of: character)
            return
        }
        for scalar in scalars.prefix(8) {
            let shown = Self.isHarmless(scalar) ? String(scalar) : Self.escape(scalar)
            text += shown
            width += shown.reduce(0) { $0 + Self.width(of: $1) }
        }
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value < 0x7F }
        if scalar.value == 0x200D { return true }  // joins emoji
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return false
        default: return true
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": return "\\n"
        case "\r": return "\\r"
        case "\t": return "\\t"
        default: break
        }
        let digits = String(scalar.value, radix: 16)
        let (prefix, length) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
        return "\\\(prefix)" + String(repeating: "0", count: length - digits.count) + digits
    }

    private static func width(of character: Character) -> Int {
        var width = 0
        for scalar in character.unicodeScalars {
            if scalar.value == 0xFE0F { return 2 }  // asks for the emoji form
            width = max(width, self.width(of: scalar))
        }
        return width
    }

    private static func width(of scalar: Unicode.Scalar) -> Int {
        if scalar.isASCII { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        if scalar.properties.isEmojiPresentation { return 2 }
        switch scalar.value {
        // East Asian wide and full-width forms.
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF,
            0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}
