// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A time of the snapshot by the calendar, in UTC.
public struct UTCTime: Sendable, Hashable {
    /// The calendar's parts.
    public let year, month, day, hour, minute, second, millisecond: Int

    /// nil for what no calendar shows: NaN, infinities, years beyond 9999.
    public init?(_ unixSeconds: Double) {
        guard unixSeconds >= -62_135_596_800, unixSeconds < 253_402_300_799 else { return nil }
        let milliseconds = Int((unixSeconds * 1000).rounded())
        var seconds = time_t(milliseconds >= 0 ? milliseconds / 1000 : -((999 - milliseconds) / 1000))
        var parts = tm()
        millisecond = milliseconds - seconds * 1000
        guard gmtime_r(&seconds, &parts) != nil else { return nil }
        year = Int(parts.tm_year) + 1900
        month = Int(parts.tm_mon) + 1
        day = Int(parts.tm_mday)
        hour = Int(parts.tm_hour)
        minute = Int(parts.tm_min)
        second = Int(parts.tm_sec)
    }

    /// `2026-01-02`.
    public var date: String { "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))" }

    /// `03:04:05`.
    public var time: String { "\(pad(hour, 2)):\(pad(minute, 2)):\(pad(second, 2))" }

    /// `20260102T030405.678Z`: sorts by time and fits a file name.
    public var compact: String {
        "\(pad(year, 4))\(pad(month, 2))\(pad(day, 2))T\(pad(hour, 2))\(pad(minute, 2))\(pad(second, 2))"
            + ".\(pad(millisecond, 3))Z"
    }

    private func pad(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
