// SPDX-License-Identifier: Apache-2.0

/// One thing that is checked of a camera.
package struct Check: Sendable {
    /// What it means that a camera does not pass.
    package enum Severity: String, Sendable {
        /// It breaks a rule: a host may crash, or data be lost.
        case error
        /// It works, and could be better.
        case warning
    }

    /// Stable, as in `--only`: `group.name`.
    package let id: String
    /// What is checked, in one line.
    package let summary: String
    /// Which rule says so.
    package let rule: Rule
    /// What it means not to pass.
    package let severity: Severity
    /// What it means when the process crashes in it; nil: no more than that.
    let crash: String?
    /// How far the camera has to come for it; nil: it does not run the camera.
    private(set) var needs: CallStage? = .shutter
    let body: @Sendable (Trial) throws(Finding) -> Void

    init(
        _ id: String, _ summary: String, _ rule: Rule, severity: Severity = .error, crash: String? = nil,
        run body: @escaping @Sendable (Trial) throws(Finding) -> Void
    ) {
        self.id = id
        self.summary = summary
        self.rule = rule
        self.severity = severity
        self.crash = crash
        self.body = body
    }

    /// The same for a camera that comes no further.
    func needing(_ stage: CallStage?) -> Check {
        var check = self
        check.needs = stage
        return check
    }
}
