// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Names the numbering of revisions that a start begins: later ones sort behind earlier ones.
enum Epoch {
    /// The same in every run, for recordings that shall come out the same.
    static let deterministic = "00000000T000000.000000Z-00000000"

    /// The time of the start, UTC, and a random tail for two starts in one microsecond.
    static func new() -> String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        var parts = tm()
        gmtime_r(&now.tv_sec, &parts)
        func digits(_ value: Int, _ count: Int, radix: Int = 10) -> String {
            let text = String(value, radix: radix)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        let year = digits(Int(parts.tm_year) + 1900, 4)
        let date = year + digits(Int(parts.tm_mon) + 1, 2) + digits(Int(parts.tm_mday), 2)
        let time = digits(Int(parts.tm_hour), 2) + digits(Int(parts.tm_min), 2) + digits(Int(parts.tm_sec), 2)
        let tail = digits(Int(UInt32.random(in: .min ... .max)), 8, radix: 16)
        return "\(date)T\(time).\(digits(now.tv_nsec / 1000, 6))Z-\(tail)"
    }
}
