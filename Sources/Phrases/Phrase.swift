// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Figures as they stand in sentences for people.
package enum Phrase {
    /// A count with its noun: `1 event`, `2 events`.
    /// - Parameters:
    ///   - number: how many.
    ///   - one: what one is called, with its verb if there is one: `message was`.
    ///   - many: what several are called; nil: `one` with an s.
    /// - Returns: the two, for the middle of a sentence.
    package static func count(_ number: some BinaryInteger, _ one: String, _ many: String? = nil) -> String {
        number == 1 ? "1 \(one)" : "\(number) \(many ?? one + "s")"
    }

    /// Seconds to the tenth: `1.2 s`.
    package static func seconds(_ seconds: Double) -> String {
        guard seconds.magnitude < 1e15 else { return "\(seconds) s" }
        let tenths = Int64((seconds.magnitude * 10).rounded())
        return "\(seconds < 0 && tenths > 0 ? "-" : "")\(tenths / 10).\(tenths % 10) s"
    }

    /// UNIX seconds as local date and time, to the second; the number itself where no calendar reaches.
    package static func localTime(_ time: Double) -> String { date(time) { localtime_r(&$0, &$1) } }

    /// UNIX seconds as UTC date and time, to the second; the number itself where no calendar reaches.
    package static func utcTime(_ time: Double) -> String { date(time) { gmtime_r(&$0, &$1) } }

    private static func date(_ time: Double, _ split: (inout time_t, inout tm) -> UnsafeMutablePointer<tm>?) -> String {
        guard (0..<253_402_300_800).contains(time) else { return "\(time)" }
        var seconds = time_t(time)
        var parts = tm()
        guard split(&seconds, &parts) != nil else { return "\(time)" }
        func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) "
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
    }
}
