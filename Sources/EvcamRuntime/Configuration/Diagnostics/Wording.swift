// SPDX-License-Identifier: Apache-2.0
import CameraHost

/// How messages quote and suggest.
enum Wording {
    /// `text` in backticks, cut and freed of control characters, as it comes from outside.
    static func quoted(_ text: some StringProtocol) -> String { "`\(shown(text))`" }

    /// `text` without backticks.
    static func shown(_ text: some StringProtocol) -> String {
        var shown = ""
        for (index, scalar) in text.unicodeScalars.enumerated() {
            if index == 60 {
                shown += "…"
                break
            }
            shown.unicodeScalars.append(DiagnosticRenderer.printable(scalar))
        }
        return shown
    }

    /// `a`, `b` and `c`.
    static func list(_ words: [String], _ last: String = "or") -> String {
        let words = words.map { quoted($0) }
        guard words.count > 1, let final = words.last else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " \(last) " + final
    }

    /// "did you mean …?", or the whole choice behind `otherwise` where nothing comes near.
    static func suggestion(for word: String, among choices: [String], otherwise: String?) -> String? {
        if word.utf8.count <= 100, let near = Spelling.nearest(to: word, among: choices) {
            return "did you mean \(quoted(near))?"
        }
        guard let otherwise, !choices.isEmpty else { return nil }
        return "\(otherwise) \(list(choices, "and"))"
    }
}
