// SPDX-License-Identifier: Apache-2.0

import Glibc
import Logging

/// One line of the log, as text.
enum LogLine {
    /// A moment, to the millisecond.
    struct Time {
        var seconds: time_t
        var milliseconds: Int

        static func now() -> Time {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Time(seconds: time.tv_sec, milliseconds: time.tv_nsec / 1_000_000)
        }
    }

    /// The line with its newline; values with blanks are quoted, control characters escaped.
    static func render(time: Time, level: Logger.Level, message: String, metadata: Logger.Metadata) -> String {
        var line = "[\(stamp(time)): \(level.celeryName)/evcam] "
        escape(message, into: &line)
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            let text = value.description
            let isQuoted = text.isEmpty || text.contains { $0 == " " || $0 == "\"" || $0 == "=" }
            line += " "
            escape(key, into: &line)
            line += isQuoted ? "=\"" : "="
            escape(text, quoted: isQuoted, into: &line)
            if isQuoted { line += "\"" }
        }
        return line + "\n"
    }

    /// Local time, as Celery writes it.
    private static func stamp(_ time: Time) -> String {
        var seconds = time.seconds
        var local = tm()
        localtime_r(&seconds, &local)
        let date = [Int(local.tm_year) + 1900, Int(local.tm_mon) + 1, Int(local.tm_mday)].map { padded($0, 2) }
        let clock = [local.tm_hour, local.tm_min, local.tm_sec].map { padded(Int($0), 2) }
        return date.joined(separator: "-") + " " + clock.joined(separator: ":") + "," + padded(time.milliseconds, 3)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// No text from outside may begin a line of its own, or move a terminal's cursor.
    private static func escape(_ text: String, quoted: Bool = false, into line: inout String) {
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A: line += "\\n"
            case 0x0D: line += "\\r"
            case 0x09: line += "\\t"
            case 0x22 where quoted: line += "\\\""
            case 0..<0x20, 0x7F..<0xA0: line += "\\x" + hex(scalar.value, 2)
            // Line separators, and marks that turn the direction of writing.
            case 0x2028...0x202E, 0x2066...0x2069: line += "\\u" + hex(scalar.value, 4)
            default: line.unicodeScalars.append(scalar)
            }
        }
    }

    private static func hex(_ value: UInt32, _ width: Int) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
