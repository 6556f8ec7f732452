// SPDX-License-Identifier: Apache-2.0

/// A text with `${NAME}` and `${NAME:-default}` in it; `$$` is a dollar.
///
/// Messages name variables that are missing, and repeat nothing else: the text may be a secret.
struct VariableText {
    private enum Part {
        case literal(String)
        case variable(name: String, fallback: String?)
    }

    private var parts: [Part] = []
    /// Whether anything in it comes from the environment.
    private(set) var hasVariables = false

    init(_ text: String) throws(ValueProblem) {
        guard text.contains("$") else {
            parts = [.literal(text)]
            return
        }
        var literal = ""
        var rest = text[...]
        while let next = rest.popFirst() {
            guard next == "$" else {
                literal.append(next)
                continue
            }
            switch rest.first {
            case "$":
                rest.removeFirst()
                literal.append("$")
            case "{":
                parts.append(.literal(literal))
                literal = ""
                parts.append(try Self.variable(&rest))
                hasVariables = true
            case let first? where first == "_" || first.isLetter:
                throw ValueProblem(
                    "a `$` before a letter looks like a variable",
                    remedy: "write `${NAME}` for a variable, or `$$` for a dollar")
            default: literal.append("$")
            }
        }
        parts.append(.literal(literal))
    }

    private static func variable(_ rest: inout Substring) throws(ValueProblem) -> Part {
        guard let end = rest.firstIndex(of: "}") else {
            throw ValueProblem("`${` is never closed", remedy: "close it with `}`, or write `$$` for a dollar")
        }
        let inside = rest[rest.index(after: rest.startIndex)..<end]
        rest = rest[rest.index(after: end)...]
        let mark = inside.firstRange(of: ":-")
        let name = mark.map { inside[..<$0.lowerBound] } ?? inside
        let isName =
            name.utf8.allSatisfy {
                $0 == UInt8(ascii: "_") || Character(Unicode.Scalar($0)).isLetter || (48...57).contains($0)
            }
            && name.first.map { !$0.isNumber } == true && name.utf8.allSatisfy { $0 < 0x80 }
        guard isName else {
            throw ValueProblem(
                "what stands in `${…}` is no variable's name",
                remedy: "write `${NAME}` or `${NAME:-default}`, or `$$` for a dollar")
        }
        return .variable(name: String(name), fallback: mark.map { String(inside[$0.upperBound...]) })
    }

    /// The text with the variables' values.
    ///
    /// Inside a URL's credentials they are percent-encoded, so that any password can stand in a variable.
    /// - Throws: a problem that names the variables that are missing.
    func value(_ environment: [String: String]) throws(ValueProblem) -> String {
        var text = ""
        var missing: [String] = []
        for (index, part) in parts.enumerated() {
            switch part {
            case .literal(let literal): text += literal
            case .variable(let name, let fallback):
                let own = environment[name]
                // As in a shell, `:-` also stands in for a variable that is empty.
                guard let value = own.map({ $0.isEmpty ? fallback ?? $0 : $0 }) ?? fallback else {
                    if !missing.contains(name) { missing.append(name) }
                    continue
                }
                text += isInCredentials(index) ? Self.percentEncoded(value) : value
            }
        }
        guard missing.isEmpty else {
            let example = "${\(missing[0]):-default}"
            throw ValueProblem(
                missing.count == 1
                    ? "the environment variable \(Wording.quoted(missing[0])) is not set"
                    : "the environment variables \(Wording.list(missing, "and")) are not set",
                remedy: "set \(missing.count == 1 ? "it" : "them"), or write for example `\(example)`")
        }
        return text
    }

    /// Whether a part lies between `://` and the last `@` of the URL's authority, as far as literals tell.
    private func isInCredentials(_ index: Int) -> Bool {
        var before = ""
        for case .literal(let literal) in parts[..<index] { before += literal }
        // The last one: for failover there are several URLs in one text.
        guard let mark = before.ranges(of: "://").last,
            !before[mark.upperBound...].contains(where: { "/?#".contains($0) })
        else { return false }
        var behind = ""
        for case .literal(let literal) in parts[index...] { behind += literal }
        return behind.prefix { !"/?#".contains($0) }.contains("@")
    }

    private static func percentEncoded(_ value: String) -> String {
        var text = ""
        for byte in value.utf8 {
            let character = Character(Unicode.Scalar(byte))
            if byte < 0x80, character.isLetter || character.isNumber || "-._~".contains(character) {
                text.append(character)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                text += "%" + (byte < 16 ? "0" : "") + digits
            }
        }
        return text
    }
}
