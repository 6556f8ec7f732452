// SPDX-License-Identifier: Apache-2.0

/// When a dump begins a new file: `100MB`, `1h`.
package enum Rotation: Hashable, Sendable {
    /// Once a file has so many bytes.
    case size(Int64)
    /// Once a file is so many seconds old.
    case age(Double)

    /// Reads a size with its unit, or a duration with its unit.
    /// - Throws: ``RecorderError`` that says what to write.
    package init(parsing text: String) throws(RecorderError) {
        do throws(ValueProblem) {
            let unit = text.drop { !$0.isLetter }
            if unit.isEmpty {
                throw ValueProblem("\(Wording.quoted(text)) has no unit", remedy: "write for example `100MB` or `1h`")
            }
            if unit.last == "B" || unit.last == "b" {
                self = .size(try SizeText.parse(text))
            } else {
                self = .age(Double(try DurationText.parse(text)) / 1e9)
            }
        } catch {
            throw .source("--rotate: \(error.message); \(error.remedy ?? "write for example `100MB` or `1h`")")
        }
        switch self {
        case .size(let bytes) where bytes < 1000: throw .source("--rotate: \(text) is too little; write 1KB or more")
        case .age(let seconds) where seconds < 1: throw .source("--rotate: \(text) is too little; write 1s or more")
        default: break
        }
    }
}
