// SPDX-License-Identifier: Apache-2.0

/// How messages quote and suggest.
enum Wording {
    /// `text` in backticks, cut and freed of control characters, as it comes from outside.
    static func quoted(_ text: some StringProtocol) -> String {
        var shown = ""
        for (index, scalar) in text.unicodeScalars.enumerated() {
            if index == 60 {
                shown += "…"
                break
            }
            shown.unicodeScalars.append(DiagnosticRenderer.printable(scalar))
        }
        return "`\(shown)`"
    }

    /// `a`, `b` and `c`.
    static func list(_ words: [String], _ last: String = "or") -> String {
        let words = words.map { quoted($0) }
        guard words.count > 1, let final = words.last else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " \(last) " + final
    }

    /// "did you mean …?", or the whole choice where nothing comes near; nil without any choice.
    static func suggestion(for word: String, among choices: [String], otherwise: String = "write one of") -> String? {
        if let near = nearest(to: word, among: choices) { return "did you mean \(quoted(near))?" }
        return choices.isEmpty ? nil : "\(otherwise) \(list(choices))"
    }

    /// The choice that was most likely meant: at most a third of its letters wrong.
    static func nearest(to word: String, among choices: [String]) -> String? {
        guard word.unicodeScalars.count <= 100 else { return nil }
        let candidates = choices.map { ($0, distance(word.lowercased(), $0.lowercased())) }
        guard let best = candidates.min(by: { $0.1 < $1.1 }) else { return nil }
        let length = max(word.unicodeScalars.count, best.0.unicodeScalars.count)
        return best.1 <= max(1, length / 3) && best.1 < length ? best.0 : nil
    }

    /// How many letters must be put in, left out, replaced or swapped with their neighbour.
    static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left.unicodeScalars)
        let right = Array(right.unicodeScalars)
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                var cost = min(previous[column + 1] + 1, current[column] + 1)
                cost = min(cost, previous[column] + (left[row] == right[column] ? 0 : 1))
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, beforePrevious[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[right.count]
    }
}
