// SPDX-License-Identifier: Apache-2.0

/// Why a check ends before its end.
enum Finding: Error {
    /// The camera broke the rule.
    case failed(Account)
    /// Nothing can be said, and why.
    case skipped(String)
    /// The user asked for something that cannot be.
    case misuse(String)

    static func failed(_ done: String, expected: String, happened: String) -> Finding {
        .failed(Account(done: done, expected: expected, happened: happened))
    }
}
