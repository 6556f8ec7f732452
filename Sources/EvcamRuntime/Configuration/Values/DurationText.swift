// SPDX-License-Identifier: Apache-2.0

/// Durations as people write them: `500ms`, `1s`, `5m`, `2h`, `30d`, or plain seconds.
enum DurationText {
    /// For a JSON Schema; ECMA's dialect.
    static let pattern = "^[0-9]*\\.?[0-9]+(ms|s|m|h|d)?$"
    private static let units: [(name: String, seconds: Double)] = [
        ("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400),
    ]
    private static let remedy = "write for example `500ms`, `1s`, `5m`, `2h`, `30d`, or plain seconds"

    /// Nanoseconds, 0 or more.
    static func parse(_ text: String) throws(ValueProblem) -> Int64 {
        let number = text.prefix { !$0.isLetter || $0 == "e" || $0 == "E" }
        let unit = String(text[number.endIndex...])
        guard let value = Decimal.parse(number) else {
            throw ValueProblem("\(Wording.quoted(text)) is not a duration", remedy: remedy)
        }
        guard let seconds = unit.isEmpty ? 1 : units.first(where: { $0.name == unit })?.seconds else {
            throw ValueProblem(
                "\(Wording.quoted(unit)) in \(Wording.quoted(text)) is not a unit of time", remedy: remedy)
        }
        guard value >= 0 else {
            throw ValueProblem("\(Wording.quoted(text)) is less than nothing", remedy: remedy)
        }
        guard let nanoseconds = Int64(exactly: (value * seconds * 1e9).rounded()) else {
            throw ValueProblem("\(Wording.quoted(text)) is longer than 292 years", remedy: "write a shorter time")
        }
        return nanoseconds
    }

    /// As people write it, in the biggest unit that leaves a whole number.
    static func text(nanoseconds: Int64) -> String {
        for (name, seconds) in units.reversed() {
            let size = Int64(seconds * 1e9)
            if nanoseconds != 0, nanoseconds % size == 0 { return "\(nanoseconds / size)\(name)" }
        }
        return "\(Double(nanoseconds) / 1e9)s"
    }
}
