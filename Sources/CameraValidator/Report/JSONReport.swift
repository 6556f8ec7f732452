// SPDX-License-Identifier: Apache-2.0

/// Results for programs.
package enum JSONReport {
    /// The whole report as one object.
    package static func text(_ report: CheckReport, options: [String]) -> String {
        let checks = report.results.map { "    " + object($0, report, options) }.joined(separator: ",\n")
        return """
            {
              "camera": \(JSONText.quoted(report.file)),
              "seed": \(report.seed),
              "passed": \(report.count("passed")),
              "failed": \(report.count("failed")),
              "warnings": \(report.count("warning")),
              "skipped": \(report.count("skipped")),
              "checks": [
            \(checks)
              ]
            }
            """
    }

    private static func object(_ result: CheckResult, _ report: CheckReport, _ options: [String]) -> String {
        var members = [
            ("id", JSONText.quoted(result.check.id)), ("summary", JSONText.quoted(result.check.summary)),
            ("status", JSONText.quoted(result.status)), ("seconds", "\((result.seconds * 1000).rounded() / 1000)"),
            ("rule", "\(result.check.rule.rawValue)"),
        ]
        switch result.verdict {
        case .passed: break
        case .skipped(let why), .misuse(let why): members.append(("reason", JSONText.quoted(why)))
        case .failed(let account):
            members += [
                ("rule_text", JSONText.quoted(result.check.rule.text)), ("done", JSONText.quoted(account.done)),
                ("expected", JSONText.quoted(account.expected)), ("happened", JSONText.quoted(account.happened)),
                ("last_step", JSONText.quoted(result.lastStep)),
                ("last_log", result.lastLog.map(JSONText.quoted) ?? "null"),
                ("output", JSONText.quoted(result.output)),
                ("command", JSONText.quoted(report.command(result, options: options))),
            ]
        }
        return JSONText.object(members)
    }
}
