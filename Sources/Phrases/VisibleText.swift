// SPDX-License-Identifier: Apache-2.0

/// A text from the cluster that can be shown to people safely.
///
/// Control characters, escape sequences and signs that turn the direction of writing stand there as Python would
/// write them (`\x1b`, `\u202e`).
package enum VisibleText {
    /// The text without anything that acts instead of being seen, cut to so many characters, with `…` for the rest.
    package static func of(_ source: some StringProtocol, limit: Int = .max) -> String {
        // Most texts have nothing to hide, and are short enough.
        if source.utf8.count <= limit, source.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return String(source) }
        var result = ""
        var count = 0
        for character in source {
            guard count < limit else { return result + "…" }
            count += 1
            append(character, to: &result)
        }
        return result
    }

    private static func append(_ character: Character, to result: inout String) {
        // A character may carry any number of marks: a few are writing, hundreds are mischief.
        let scalars = character.unicodeScalars.prefix(9)
        if scalars.count <= 8, scalars.allSatisfy(isHarmless) { return result.append(character) }
        for scalar in scalars.prefix(8) {
            if isHarmless(scalar) { result.unicodeScalars.append(scalar) } else { result += escape(scalar) }
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
}
