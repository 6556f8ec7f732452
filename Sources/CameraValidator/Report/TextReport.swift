// SPDX-License-Identifier: Apache-2.0

/// Results for people.
package struct TextReport: Sendable {
    private let width: Int
    private let options: [String]
    private let isBrief: Bool

    /// Makes a report's layout.
    /// - Parameters:
    ///   - checks: all that will come, for the width of the columns.
    ///   - options: the user's `key=value`, for the command that shows a failure again.
    ///   - isBrief: whether what is fine is left out.
    package init(_ checks: [Check], options: [String], isBrief: Bool) {
        width = checks.map(\.id.count).max() ?? 0
        self.options = options
        self.isBrief = isBrief
    }

    /// One result; empty if there is nothing to say.
    package func text(_ result: CheckResult, in report: CheckReport) -> String {
        let check = result.check
        let id = check.id + String(repeating: " ", count: max(0, width - check.id.count))
        switch result.verdict {
        case .passed: return isBrief ? "" : "ok    \(id)  \(check.summary)\n"
        case .skipped(let why), .misuse(let why): return isBrief ? "" : "skip  \(id)  \(why)\n"
        case .failed(let account):
            var text = "\(check.severity == .warning ? "warn" : "FAIL")  \(id)  \(check.summary)\n"
            func line(_ name: String, _ value: String) {
                let indent = "\n" + String(repeating: " ", count: 17)
                text += "      " + name + String(repeating: " ", count: max(1, 11 - name.count))
                text += value.split(separator: "\n").joined(separator: indent) + "\n"
            }
            line("done", account.done)
            line("expected", account.expected)
            line("happened", account.happened)
            if !result.lastStep.isEmpty, result.lastStep != account.done { line("last step", result.lastStep) }
            if let log = result.lastLog { line("last log", log) }
            let output = Self.telling(result.output.split(separator: "\n")).joined(separator: "\n")
            if !output.isEmpty { line("output", output) }
            line("rule \(check.rule.rawValue)", check.rule.text)
            line("look", report.command(result, options: options))
            return text
        }
    }

    /// The lines that tell most: the last ones, or where a sanitizer's report begins.
    private static func telling(_ lines: [Substring]) -> ArraySlice<Substring> {
        let count = 12
        guard let start = lines.firstIndex(where: { $0.contains("ERROR: ") }) else { return lines.suffix(count) }
        return lines[start...].prefix(count)
    }
}
