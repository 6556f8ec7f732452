// SPDX-License-Identifier: Apache-2.0

/// libyaml's complaints in our words.
enum YAMLProblem {
    /// What libyaml was reading when it stopped.
    struct Context {
        let text: String
        let place: SourcePosition
    }

    /// Bytes that are no text.
    static func unreadable(_ problem: String, at place: SourcePosition) -> Diagnostic {
        if problem.contains("control characters") {
            return Diagnostic(
                .span(at(place)), "a control character has no place in YAML",
                remedy: "remove it, or write it as an escape in double quotes, such as \"\\x1b\"")
        }
        return Diagnostic(.span(at(place)), "this is not UTF-8", remedy: "save the file in UTF-8")
    }

    /// Text that is no YAML.
    static func broken(
        _ problem: String, at place: SourcePosition, character: Unicode.Scalar?, before: Unicode.Scalar?,
        context: Context?
    ) -> Diagnostic {
        let span = SourceSpan.span(at: place)
        // `[amqp://u:${PASSWORD}@h]`: the text ends at `$`, then comes a map, then `@`, which begins nothing.
        if before == "$" && character == "{" || before == "}" && problem.contains("cannot start any token") {
            return Diagnostic(
                .span(span), "inside `{…}` and `[…]` YAML takes the bracket of a variable for its own",
                remedy: "put the value in quotes, as in \"${NAME}\"")
        }
        if problem.contains("tab character") || (problem.contains("cannot start any token") && character == "\t") {
            return Diagnostic(.span(span), "a tab cannot indent in YAML", remedy: "indent with spaces")
        }
        if problem.contains("cannot start any token"), let character {
            return Diagnostic(
                .span(span), "a value cannot begin with \(Wording.quoted(String(character)))",
                remedy: "put the value in quotes")
        }
        if let context, problem.contains("end of stream"), context.text.contains("quoted scalar") {
            return Diagnostic(.span(at(context.place)), "this quote is never closed", remedy: "close it")
        }
        if let context, context.text.contains("flow"), problem.contains("',' or") {
            return Diagnostic(
                .span(span), "this does not go on the list or map that begins in line \(context.place.line)",
                remedy: "put a comma before it, or close the bracket")
        }
        var message = "this is not YAML: \(problem)"
        if let context { message += " \(context.text) that begins in line \(context.place.line)" }
        return Diagnostic(.span(span), message, remedy: remedy(problem, character))
    }

    private static func remedy(_ problem: String, _ character: Unicode.Scalar?) -> String? {
        switch problem {
        case let text where text.contains("mapping values are not allowed"):
            "check the indentation, and put a value that holds `: ` in quotes"
        case let text where text.contains("expected key") || text.contains("expected ':'"):
            "check the indentation, and write each line as `key: value`"
        case let text where text.contains("escape character"):
            "double the backslash, or use single quotes"
        case let text where text.contains("'-' indicator"):
            "check the indentation"
        default: nil
        }
    }

    private static func at(_ place: SourcePosition) -> SourceSpan { .span(at: place) }
}

extension SourceSpan {
    /// The one character at a place.
    static func span(at place: SourcePosition) -> SourceSpan {
        SourceSpan(start: place, end: SourcePosition(line: place.line, column: place.column + 1))
    }
}
