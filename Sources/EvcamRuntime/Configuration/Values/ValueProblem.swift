// SPDX-License-Identifier: Apache-2.0

/// Why a text is no duration, size, path or whatever was wanted.
struct ValueProblem: Error, Hashable {
    /// What is wrong, without a full stop.
    let message: String
    /// What to write instead.
    let remedy: String?

    init(_ message: String, remedy: String? = nil) {
        self.message = message
        self.remedy = remedy
    }

    /// An error that says cause and remedy in one sentence, parted by a semicolon.
    init(sentence: String) {
        guard let cut = sentence.firstRange(of: "; ") else {
            self.init(sentence)
            return
        }
        self.init(String(sentence[..<cut.lowerBound]), remedy: String(sentence[cut.upperBound...]))
    }
}
