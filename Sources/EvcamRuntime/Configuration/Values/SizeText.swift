// SPDX-License-Identifier: Apache-2.0

/// Sizes as people write them: `4096`, `64KB`, `256MB` (powers of 1000), `1GiB` (powers of 1024).
enum SizeText {
    /// For a JSON Schema; ECMA's dialect.
    static let pattern = "^[0-9]*\\.?[0-9]+(B|[kK]B|MB|GB|TB|KiB|MiB|GiB|TiB)?$"
    private static let units: [String: Double] = [
        "": 1, "B": 1, "kB": 1e3, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12,
        "KiB": 1024, "MiB": 1_048_576, "GiB": 1_073_741_824, "TiB": 1_099_511_627_776,
    ]
    private static let remedy = "write for example `4096`, `64KB`, `256MB` or `1GiB`"

    /// Bytes, 0 or more.
    static func parse(_ text: String) throws(ValueProblem) -> Int64 {
        let number = text.prefix { !$0.isLetter || $0 == "e" || $0 == "E" }
        let unit = String(text[number.endIndex...])
        guard let value = Decimal.parse(number) else {
            throw ValueProblem("\(Wording.quoted(text)) is not a size", remedy: remedy)
        }
        guard let size = units[unit] else {
            let near = units.keys.first { $0.lowercased() == unit.lowercased() }
            throw ValueProblem(
                "\(Wording.quoted(unit)) in \(Wording.quoted(text)) is not a unit of size",
                remedy: near.map { "did you mean `\(number)\($0)`?" } ?? remedy)
        }
        guard value >= 0 else {
            throw ValueProblem("\(Wording.quoted(text)) is less than nothing", remedy: remedy)
        }
        guard let bytes = Int64(exactly: (value * size).rounded()) else {
            throw ValueProblem("\(Wording.quoted(text)) is more than any machine has", remedy: remedy)
        }
        return bytes
    }

    /// As people write it, in the biggest unit that leaves a whole number.
    static func text(bytes: Int64) -> String {
        for (name, size) in [("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1000)] as [(String, Int64)]
        where bytes != 0 && bytes % size == 0 {
            return "\(bytes / size)\(name)"
        }
        return "\(bytes)"
    }
}
