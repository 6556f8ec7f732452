// SPDX-License-Identifier: Apache-2.0

/// All results of one camera, for people and programs.
package struct CheckReport: Sendable {
    /// The camera's file, as the user wrote it.
    package let file: String
    /// With which random numbers.
    package let seed: UInt64
    /// In the order of the checks.
    package let results: [CheckResult]

    /// Makes a report.
    package init(file: String, seed: UInt64, results: [CheckResult]) {
        self.file = file
        self.seed = seed
        self.results = results
    }

    /// How many results have a status.
    func count(_ status: String) -> Int { results.count { $0.status == status } }

    /// Whether the camera passes; strict: warnings count, too.
    package func isGood(strict: Bool) -> Bool {
        !results.contains { $0.isFailure || (strict && $0.isWarning) }
    }

    /// The last line for people.
    package var summary: String {
        let skipped = count("skipped")
        return "\(count("passed")) passed, \(count("failed")) failed, \(count("warning")) warnings"
            + (skipped > 0 ? ", \(skipped) skipped" : "") + " (seed \(seed))"
    }

    /// How to see a result again, where a debugger can look.
    func command(_ result: CheckResult, options: [String]) -> String {
        let given = options.map { " -o '\($0.replacing("'", with: "'\\''"))'" }.joined()
        return "evcam camera test \(file)\(given) --only \(result.check.id) --in-process --seed \(seed)"
    }
}
