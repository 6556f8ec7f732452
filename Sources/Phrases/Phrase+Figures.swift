// SPDX-License-Identifier: Apache-2.0

extension Phrase {
    /// `12,345`.
    package static func grouped(_ number: some BinaryInteger) -> String {
        var digits = String(number.magnitude)
        var index = digits.count - 3
        while index > 0 {
            digits.insert(",", at: digits.index(digits.startIndex, offsetBy: index))
            index -= 3
        }
        return number < 0 ? "-" + digits : digits
    }

    /// `1 task`, `12,345 tasks`.
    package static func grouped(_ number: some BinaryInteger, _ one: String, _ many: String? = nil) -> String {
        number == 1 ? "1 \(one)" : "\(grouped(number)) \(many ?? one + "s")"
    }

    /// A number with so many digits behind the point; what no number can be as `?`.
    package static func decimal(_ number: Double, _ places: Int) -> String {
        guard number.magnitude < 1e12 else { return "?" }
        var power = 1
        for _ in 0..<places { power *= 10 }
        let scaled = Int((number.magnitude * Double(power)).rounded())
        let sign = number < 0 && scaled > 0 ? "-" : ""
        guard places > 0 else { return sign + grouped(scaled) }
        return "\(sign)\(grouped(scaled / power)).\(padded(scaled % power, places))"
    }

    /// How long something took, to three digits or so: `850 µs`, `6.4 ms`, `1.23 s`, `2 min 5 s`, `3 h 20 min`, `2 d 4 h`.
    package static func duration(_ seconds: Double) -> String {
        guard seconds.magnitude < 1e11 else { return "?" }
        if seconds < 0 { return "-" + duration(-seconds) }
        switch seconds {
        case 0: return "0 s"
        case ..<0.000_999_5: return "\(decimal(seconds * 1e6, 0)) µs"
        case ..<0.099_95: return "\(decimal(seconds * 1e3, 1)) ms"
        case ..<0.999_5: return "\(decimal(seconds * 1e3, 0)) ms"
        case ..<9.995: return "\(decimal(seconds, 2)) s"
        case ..<59.95: return "\(decimal(seconds, 1)) s"
        default: break
        }
        let whole = Int(seconds.rounded())
        func pair(_ large: Int, _ one: String, _ small: Int, _ other: String) -> String {
            small == 0 ? "\(grouped(large)) \(one)" : "\(grouped(large)) \(one) \(small) \(other)"
        }
        switch whole {
        case ..<3_600: return pair(whole / 60, "min", whole % 60, "s")
        case ..<86_400: return pair(whole / 3_600, "h", whole % 3_600 / 60, "min")
        default: return pair(whole / 86_400, "d", whole % 86_400 / 3_600, "h")
        }
    }

    /// A number with zeros before it.
    package static func padded(_ number: some BinaryInteger, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
