// SPDX-License-Identifier: Apache-2.0

/// A pattern of names as `fnmatch.fnmatchcase` has it (`*`, `?`, `[abc]`, `[!abc]`): as it is written, for databases
/// to look for, and as a test.
package struct NamePattern: Sendable {
    package let text: String
    package let matches: @Sendable (String) -> Bool

    /// `matches`: whether a whole text fits `text`, which is a valid pattern.
    package init(_ text: String, matches: @escaping @Sendable (String) -> Bool) {
        self.text = text
        self.matches = matches
    }

    /// The same for SQLite's GLOB, whose sets say no with `^`.
    var glob: String {
        translated(anything: "*", anyone: "?", literal: { String($0) }) { $1 ? "[^\($0)]" : "[\($0)]" }
    }

    /// The same as a regular expression of PostgreSQL, for the whole text.
    var regularExpression: String {
        let special: Set<Unicode.Scalar> = ["\\", ".", "+", "*", "?", "(", ")", "[", "]", "{", "}", "^", "$", "|"]
        let body = translated(
            anything: ".*", anyone: ".", literal: { special.contains($0) ? "\\\($0)" : String($0) },
            set: { content, isNegated in
                // A bracket at the first place stands for itself there too; a backslash does not.
                let escaped = content.unicodeScalars.map { $0 == "\\" || $0 == "[" ? "\\\($0)" : String($0) }.joined()
                return (isNegated ? "[^" : content.hasPrefix("^") ? "[\\" : "[") + escaped + "]"
            })
        return "^(?:\(body))$"
    }

    private func translated(
        anything: String, anyone: String, literal: (Unicode.Scalar) -> String, set: (String, Bool) -> String
    ) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = ""
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            index += 1
            switch scalar {
            case "*": result += anything
            case "?": result += anyone
            case "[":
                let isNegated = index < scalars.count && (scalars[index] == "!" || scalars[index] == "^")
                let first = index + (isNegated ? 1 : 0)
                guard let end = scalars.indices.dropFirst(first + 1).first(where: { scalars[$0] == "]" }) else {
                    result += literal(scalar)
                    continue
                }
                var content = ""
                content.unicodeScalars.append(contentsOf: scalars[first..<end])
                result += set(content, isNegated)
                index = end + 1
            default: result += literal(scalar)
            }
        }
        return result
    }
}
