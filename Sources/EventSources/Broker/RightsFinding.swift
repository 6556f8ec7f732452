// SPDX-License-Identifier: Apache-2.0

/// What came of trying one of the rights that following a broker takes.
package struct RightsFinding: Hashable, Sendable {
    /// What it means for a recording.
    package enum Verdict: Hashable, Sendable {
        /// Nothing stands in the way.
        case fine
        /// Events can be followed; something beside them cannot be done, or nobody knows.
        case lacking
        /// Events cannot be followed.
        case refused
    }

    /// What it means.
    package var verdict: Verdict
    /// What was tried, what came of it and, if need be, what to do: a sentence.
    package var text: String

    /// A finding.
    package init(_ verdict: Verdict, _ text: String) {
        self.verdict = verdict
        self.text = text
    }
}
