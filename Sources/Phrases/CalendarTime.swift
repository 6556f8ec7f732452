// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A time by the calendar, in UTC, to the microsecond.
package struct CalendarTime: Sendable, Hashable {
    package let year, month, day, hour, minute, second, microsecond: Int

    /// nil for what no calendar shows: NaN, infinities, years before 1 or beyond 9999.
    package init?(_ unixSeconds: Double) {
        guard unixSeconds >= -62_135_596_800, unixSeconds < 253_402_300_799 else { return nil }
        let microseconds = Int((unixSeconds * 1e6).rounded())
        let fraction = microseconds % 1_000_000
        var seconds = time_t(microseconds / 1_000_000 - (fraction < 0 ? 1 : 0))
        var parts = tm()
        guard gmtime_r(&seconds, &parts) != nil else { return nil }
        microsecond = fraction < 0 ? fraction + 1_000_000 : fraction
        (year, month, day) = (Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday))
        (hour, minute, second) = (Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec))
    }

    /// `2026-01-02`.
    package var date: String { "\(Phrase.padded(year, 4))-\(Phrase.padded(month, 2))-\(Phrase.padded(day, 2))" }

    /// `03:04:05`.
    package var time: String { "\(Phrase.padded(hour, 2)):\(Phrase.padded(minute, 2)):\(Phrase.padded(second, 2))" }

    /// `2026-01-02T03:04:05.678901Z`.
    package var iso: String { "\(date)T\(time).\(Phrase.padded(microsecond, 6))Z" }

    /// Reads `2026-01-02`, with `T03:04`, `:05`, `.678` and `Z` or `+01:00` behind it if need be.
    ///
    /// Without a zone it is UTC. nil for anything else.
    package static func unixSeconds(_ text: String) -> Double? {
        var rest = Substring(text)
        func number(_ digits: Int, _ range: ClosedRange<Int>) -> Int? {
            let head = rest.prefix(digits)
            guard head.utf8.count == digits, head.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let value = Int(head), range.contains(value)
            else { return nil }
            rest = rest.dropFirst(digits)
            return value
        }
        func take(_ signs: String) -> Character? {
            guard let first = rest.first, signs.contains(first) else { return nil }
            rest = rest.dropFirst()
            return first
        }
        var parts = tm()
        guard let year = number(4, 1...9999), take("-") != nil, let month = number(2, 1...12), take("-") != nil,
            let day = number(2, 1...31)
        else { return nil }
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (Int32(year - 1900), Int32(month - 1), Int32(day))
        var fraction = 0.0
        var offset = 0
        if take("Tt ") != nil {
            guard let hour = number(2, 0...23), take(":") != nil, let minute = number(2, 0...59) else { return nil }
            (parts.tm_hour, parts.tm_min) = (Int32(hour), Int32(minute))
            if take(":") != nil {
                guard let second = number(2, 0...60) else { return nil }
                parts.tm_sec = Int32(second)
                if take(".") != nil {
                    let digits = rest.prefix { $0.isASCII && $0.isNumber }
                    guard !digits.isEmpty, digits.count <= 9, let value = Double("0." + digits) else { return nil }
                    fraction = value
                    rest = rest.dropFirst(digits.count)
                }
            }
            if take("Zz") == nil, let sign = take("+-") {
                guard let hours = number(2, 0...23) else { return nil }
                _ = take(":")
                offset = (hours * 60 + (number(2, 0...59) ?? 0)) * (sign == "-" ? -60 : 60)
            }
        }
        guard rest.isEmpty else { return nil }
        // A day that the month does not have would become one of the next.
        let seconds = timegm(&parts)
        guard parts.tm_mday == Int32(day) else { return nil }
        return Double(seconds - offset) + fraction
    }
}
