// SPDX-License-Identifier: Apache-2.0

/// The checks themselves, without a camera.
package enum CheckTable {
    /// One line for each, for a terminal.
    package static func text(_ checks: [Check]) -> String {
        let width = checks.map(\.id.count).max() ?? 0
        return checks.map { check in
            let id = check.id + String(repeating: " ", count: width - check.id.count)
            return "\(id)  \(check.summary)" + (check.severity == .warning ? " (warning)" : "")
        }.joined(separator: "\n")
    }

    /// The tables of docs/camera-test.md: checks and rules.
    package static var markdown: String {
        var lines = ["| Check | What is checked | Rule |", "|---|---|---|"]
        for check in CheckList.all {
            let mark = check.severity == .warning ? " (warning)" : ""
            lines.append("| `\(check.id)` | \(check.summary)\(mark) | \(check.rule.rawValue) |")
        }
        lines += ["", "| Rule | |", "|---|---|"]
        lines += Rule.allCases.map { "| \($0.rawValue) | \($0.text.replacing("|", with: "\\|")) |" }
        return lines.joined(separator: "\n") + "\n"
    }
}
