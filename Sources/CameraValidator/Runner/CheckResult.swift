// SPDX-License-Identifier: Apache-2.0

/// One check of one camera, done.
package struct CheckResult: Sendable {
    /// What was checked.
    package var check: Check
    /// What came of it.
    package var verdict: Verdict
    /// The last thing that was done; empty if it did not come to that.
    package var lastStep = ""
    /// The last line the camera logged; nil: none.
    package var lastLog: String?
    /// What the camera's process wrote to its standard output and error, the end of it.
    package var output = ""
    /// Whether its process ended, or was killed, before the check did.
    package var isCutOff = false
    /// How long it took.
    package var seconds = 0.0

    /// For reports: passed, failed, warning or skipped.
    package var status: String {
        switch verdict {
        case .passed: "passed"
        case .failed: check.severity == .warning ? "warning" : "failed"
        case .skipped, .misuse: "skipped"
        }
    }

    /// Whether a rule was broken.
    package var isFailure: Bool { status == "failed" }
    /// Whether something could be better.
    package var isWarning: Bool { status == "warning" }
}
