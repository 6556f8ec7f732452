// SPDX-License-Identifier: Apache-2.0
import Phrases

/// Turns mistakes into a report that people read on a terminal.
struct DiagnosticRenderer {
    let source: SourceText
    var secrets: [SourceSpan] = []

    /// More than these are only counted: a wrong file must not fill a terminal.
    static let maxDiagnostics = 100
    /// A longer line is cut around its caret.
    private static let maxWidth = 100

    /// All of them, with a line end behind each.
    func render(_ diagnostics: [Diagnostic]) -> String {
        // Mistakes of one line follow each other, and looking for secrets in a long line takes its time.
        var mask = (line: 0, hidden: [Bool]())
        var report = ""
        for diagnostic in diagnostics.prefix(Self.maxDiagnostics) { report += render(diagnostic, &mask) }
        if diagnostics.count > Self.maxDiagnostics {
            let more = Phrase.count(diagnostics.count - Self.maxDiagnostics, "more mistake")
            report += "\(source.file): error: and \(more)\n"
        }
        return report
    }

    private func render(_ diagnostic: Diagnostic, _ mask: inout (line: Int, hidden: [Bool])) -> String {
        var text = "\(heading(diagnostic.place)): \(diagnostic.severity): \(diagnostic.message)\n"
        var margin = "  "
        if case .span(let span) = diagnostic.place, let line = source.line(span.start.line) {
            let number = String(span.start.line)
            margin = String(repeating: " ", count: number.count + 2)
            if mask.line != span.start.line {
                mask = (span.start.line, SecretMask.hidden(in: line, number: span.start.line, secrets))
            }
            let (shown, caret) = excerpt(line, span, mask.hidden)
            text += " \(number) | \(shown)\n\(margin)| \(caret)\n"
        }
        if let remedy = diagnostic.remedy { text += "\(margin)= \(remedy)\n" }
        return text
    }

    private func heading(_ place: Diagnostic.Place) -> String {
        switch place {
        case .file: source.file
        case .span(let span): "\(source.file):\(span.start.line):\(span.start.column)"
        case .argument(let name): name
        }
    }

    /// The line as it is shown, and the line with the caret for below it.
    private func excerpt(
        _ line: [Unicode.Scalar], _ span: SourceSpan, _ hidden: [Bool]
    ) -> (line: String, caret: String) {
        let from = min(span.start.column - 1, line.count)
        let to = span.end.line == span.start.line ? min(span.end.column - 1, line.count) : line.count
        let first = line.count > Self.maxWidth ? max(0, from - Self.maxWidth / 2) : 0
        let last = min(line.count, first + Self.maxWidth)

        var shown = first > 0 ? "…" : ""
        var caret = first > 0 ? " " : ""
        for index in first..<last {
            let isMarked = index >= from && index < to
            if hidden[index] {
                // One mask for the whole secret, so that its length does not show either.
                if index == first || !hidden[index - 1] {
                    shown += "***"
                    caret += isMarked ? "~~~" : "   "
                }
                continue
            }
            shown.unicodeScalars.append(Self.printable(line[index]))
            caret += isMarked ? "~" : (line[index] == "\t" ? "\t" : blank(line[index]))
        }
        if last < line.count { shown += "…" }
        return (shown, pointed(caret))
    }

    /// Two columns for what a terminal draws that wide (CJK, emoji), nothing for combining marks.
    private func blank(_ scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 0x300...0x36F, 0x200B...0x200D, 0xFE00...0xFE0F: ""
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            "  "
        default: " "
        }
    }

    /// A caret at the first marked column; at the end where the place is the line's end.
    private func pointed(_ marks: String) -> String {
        guard let first = marks.firstIndex(of: "~") else { return marks + "^" }
        let end = marks[first...].firstIndex { $0 != "~" } ?? marks.endIndex
        return marks[..<first] + "^" + marks[marks.index(after: first)..<end]
    }

    /// What may go to a terminal: control characters become U+FFFD.
    static func printable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar == "\t" { return scalar }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator: return "\u{FFFD}"
        default: return scalar
        }
    }
}
