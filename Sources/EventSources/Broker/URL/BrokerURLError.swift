// SPDX-License-Identifier: Apache-2.0

/// Why a text is no broker's address.
///
/// Neither sentence repeats what may be a password.
package struct BrokerURLError: Error, Hashable, CustomStringConvertible {
    /// A word that may be a slip of the finger, and what may have been meant.
    package struct Slip: Hashable, Sendable {
        /// What is written.
        package var word: String
        /// What could be.
        package var choices: [String]
    }

    /// What is wrong, without a full stop.
    package let problem: String
    /// What to write instead.
    package let remedy: String?
    /// For a better remedy where a word comes near one of a few.
    package let slip: Slip?

    init(_ problem: String, remedy: String? = nil, slip: Slip? = nil) {
        self.problem = problem
        self.remedy = remedy
        self.slip = slip
    }

    /// Both in one sentence.
    package var description: String { remedy.map { "\(problem); \($0)" } ?? problem }
}
