// SPDX-License-Identifier: Apache-2.0

/// A time as Celery writes `eta` and `expires`: `2026-01-02T03:04:05.678901+00:00`, Python's `isoformat()`.
public struct ISO8601Time: Sendable, Hashable {
    /// UNIX seconds.
    public let unixSeconds: Double

    /// nil for what is no such time; without an offset it counts as UTC, as Celery does with `enable_utc`.
    public init?(_ text: some Collection<UInt8>) {
        var digits = Digits(rest: Array(text.prefix(40)))
        guard text.count <= 40, let year = digits.number(4), digits.skip("-"), let month = digits.number(2),
            digits.skip("-"), let day = digits.number(2), (1...12).contains(month), year >= 1,
            (1...Self.days(in: month, of: year)).contains(day)
        else { return nil }
        var seconds = 0.0
        var offset = 0
        if !digits.isAtEnd {
            guard digits.skip("T") || digits.skip(" "), let clock = Self.clock(&digits) else { return nil }
            seconds = clock
            guard let zone = Self.zone(&digits), digits.isAtEnd else { return nil }
            offset = zone
        }
        unixSeconds = Double(Self.daysSince1970(year, month, day) * 86_400 - offset) + seconds
    }

    private static func clock(_ digits: inout Digits) -> Double? {
        guard let hour = digits.number(2), digits.skip(":"), let minute = digits.number(2), hour < 24, minute < 60
        else {
            return nil
        }
        guard digits.skip(":") else { return Double(hour * 3600 + minute * 60) }
        guard let second = digits.number(2), second < 60 else { return nil }
        let whole = Double(hour * 3600 + minute * 60 + second)
        guard digits.skip(".") else { return whole }
        return digits.fraction().map { whole + $0 }
    }

    /// Seconds east of UTC.
    private static func zone(_ digits: inout Digits) -> Int? {
        if digits.isAtEnd || digits.skip("Z") { return 0 }
        let sign = digits.skip("-") ? -1 : digits.skip("+") ? 1 : 0
        guard sign != 0, let hours = digits.number(2), hours < 24 else { return nil }
        _ = digits.skip(":")
        let minutes = digits.isAtEnd ? 0 : digits.number(2)
        guard let minutes, minutes < 60 else { return nil }
        let seconds = digits.skip(":") ? digits.number(2) : 0
        guard let seconds, seconds < 60 else { return nil }
        return sign * (hours * 3600 + minutes * 60 + seconds)
    }

    private static func days(in month: Int, of year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    /// In the proleptic Gregorian calendar, with years that begin in March.
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Reads a text from left to right.
    private struct Digits {
        var rest: [UInt8]
        var position = 0

        var isAtEnd: Bool { position == rest.count }

        mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard position < rest.count, rest[position] == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        mutating func number(_ width: Int) -> Int? {
            guard position + width <= rest.count else { return nil }
            var value = 0
            for byte in rest[position..<position + width] {
                guard (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            position += width
            return value
        }

        mutating func fraction() -> Double? {
            let digits = rest[position...].prefix { (0x30...0x39).contains($0) }
            position += digits.count
            guard !digits.isEmpty else { return nil }
            return digits.prefix(9).reversed().reduce(0.0) { ($0 + Double($1 - 0x30)) / 10 }
        }
    }
}
