// SPDX-License-Identifier: Apache-2.0

/// What came of a check.
package enum Verdict: Sendable, Hashable {
    /// The camera keeps the rule.
    case passed
    /// It does not.
    case failed(Account)
    /// Nothing can be said; why.
    case skipped(String)
    /// The check cannot run as it was asked for; why.
    case misuse(String)
}
