// SPDX-License-Identifier: Apache-2.0

/// Reads nodes and notes every mistake on the way.
struct ConfigurationReader: Sendable {
    var report: DiagnosticReport
    let environment: [String: String]
    /// Where relative paths count from.
    var folder: String
    /// Set while an option of the command line is read: its name stands for the place, its values have no
    /// types of their own, and the shell has put in the variables.
    var argument: String?

    /// A scalar with its variables put in.
    struct Scalar {
        let text: String
        /// What it means by itself; nil where only what is wanted decides: from a variable or the command line.
        let meaning: YAMLScalar.Meaning?
    }

    /// Notes a mistake at a place of the file, or in the option of the command line that is read.
    mutating func mistake(_ span: SourceSpan, _ message: String, remedy: String? = nil) {
        report.add(argument.map { .argument($0) } ?? .span(span), message, remedy: remedy)
    }

    /// Notes something that is done as it is written, and hardly meant.
    mutating func warn(_ span: SourceSpan, _ message: String, remedy: String? = nil) {
        report.add(argument.map { .argument($0) } ?? .span(span), message, remedy: remedy, severity: .warning)
    }

    /// What to do where a value is missing.
    var remedyForNothing: String {
        argument == nil ? "write it, or remove the key" : "write it, or leave the option out"
    }

    /// Notes a problem with a value.
    mutating func mistake(_ span: SourceSpan, _ problem: ValueProblem) {
        mistake(span, problem.message, remedy: problem.remedy)
    }

    /// The scalar of a node; a list or a map is a mistake.
    mutating func scalar(_ node: YAMLNode, wanted: String) -> Scalar? {
        guard case .scalar(let scalar) = node.content else {
            mistake(node.span, "\(wanted) is wanted here, not \(node.kindName)")
            return nil
        }
        if argument != nil { return Scalar(text: scalar.text, meaning: nil) }
        do throws(ValueProblem) {
            let text = try VariableText(scalar.text)
            let value = try text.value(environment)
            return Scalar(
                text: value,
                meaning: text.hasVariables ? nil : YAMLScalar(text: value, isQuoted: scalar.isQuoted).meaning)
        } catch {
            mistake(node.span, error)
            return nil
        }
    }

    /// A node's text, which a number or `true` is not.
    mutating func text(_ node: YAMLNode, wanted: String) -> String? {
        guard let scalar = scalar(node, wanted: wanted) else { return nil }
        switch scalar.meaning {
        case .text, nil: return scalar.text
        case .null:
            mistake(node.span, "\(wanted) is missing here", remedy: remedyForNothing)
        default:
            mistake(
                node.span, "\(wanted) is wanted here, and \(Wording.quoted(scalar.text)) is \(node.kindName) in YAML",
                remedy: "put it in quotes: \"\(scalar.text)\"")
        }
        return nil
    }

    /// What `parse` makes of a node's text or number.
    mutating func parse<Value>(
        _ node: YAMLNode, wanted: String, _ parse: (String) throws(ValueProblem) -> Value
    ) -> Value? {
        guard let scalar = scalar(node, wanted: wanted) else { return nil }
        switch scalar.meaning {
        case .null: mistake(node.span, "\(wanted) is missing here", remedy: remedyForNothing)
        case .bool: mistake(node.span, "\(wanted) is wanted here, not \(Wording.quoted(scalar.text))")
        default:
            do throws(ValueProblem) { return try parse(scalar.text) } catch { mistake(node.span, error) }
        }
        return nil
    }
}
