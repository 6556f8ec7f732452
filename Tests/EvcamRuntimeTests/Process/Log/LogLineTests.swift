// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import Testing

@testable import EvcamRuntime

@Suite struct LogLineTests {
    @Test func `a line has Celery's format, in local time`() {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "yyyy-MM-dd HH:mm:ss"
        let stamp = formatter.string(from: Date(timeIntervalSince1970: 1_795_415_286))
        let line = LogLine.render(
            time: LogLine.Time(seconds: 1_795_415_286, milliseconds: 7), level: .warning, message: "Shutter",
            metadata: ["tasks": "5", "camera": "history"])
        #expect(line == "[\(stamp),007: WARNING/evcam] Shutter camera=history tasks=5\n")
    }

    @Test(arguments: [
        ("plain", "plain"), ("two words", "\"two words\""), ("", "\"\""), ("a=b", "\"a=b\""), ("a\"b", "\"a\\\"b\""),
        ("a\nb", "a\\nb"), ("\r\t\u{0}\u{1B}[31m\u{7F}\u{9B}", "\\r\\t\\x00\\x1b[31m\\x7f\\x9b"),
        ("\u{2028}\u{202E}\u{2066}", "\\u2028\\u202e\\u2066"), ("очередь", "очередь"),
    ]) func `no value breaks the line or the terminal`(value: String, written: String) {
        let line = LogLine.render(time: .now(), level: .info, message: "m", metadata: ["key": "\(value)"])
        #expect(line.hasSuffix(": INFO/evcam] m key=\(written)\n"))
    }

    @Test func `a message has no control characters either`() {
        let line = LogLine.render(time: .now(), level: .info, message: "a\n[fake: ERROR/evcam] b", metadata: [:])
        #expect(line.hasSuffix("] a\\n[fake: ERROR/evcam] b\n"))
        #expect(line.utf8.filter { $0 == 0x0A }.count == 1)
    }
}
