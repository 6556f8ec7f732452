// SPDX-License-Identifier: Apache-2.0

import EvcamRuntime
import Logging
import TestSupport
import Testing

@Suite struct RateLimitedLogTests {
    let log = RecordedLog()

    @Test func `the first few are logged, then one a minute with a count`() {
        var limited = RateLimitedLog(log.logger, first: 2)
        for second in 0..<130 { limited.log(.warning, kind: "broken", now: Double(second), "line \(second)") }
        #expect(
            log.lines == [
                "warning line 0", "warning line 1",
                "warning line 61 (and 59 more like it since the last line)",
                "warning line 121 (and 59 more like it since the last line)",
            ])
        limited.flush(now: 130)
        #expect(log.lines.count == 4)
        limited.flush(now: 130, all: true)
        limited.flush(now: 130, all: true)
        #expect(log.lines.last == "warning broken: 8 more since the last line")
        #expect(log.lines.count == 5)
    }

    @Test func `kinds are limited each for itself`() {
        var limited = RateLimitedLog(log.logger, first: 1)
        limited.log(.warning, kind: "a", now: 0, "a")
        limited.log(.error, kind: "b", now: 0, "b")
        limited.log(.warning, kind: "a", now: 1, "a")
        #expect(log.lines == ["warning a", "error b"])
    }

    @Test func `a message that is not logged is not made`() {
        var limited = RateLimitedLog(log.logger, first: 0, interval: .infinity)
        var isMade = false
        func message() -> String {
            isMade = true
            return "a"
        }
        limited.log(.warning, kind: "a", now: 0, message())
        #expect(!isMade)
    }

    @Test func `the number of kinds is bounded`() {
        var limited = RateLimitedLog(log.logger, first: 1)
        for number in 0..<1100 { limited.log(.warning, kind: "\(number)", now: 0, "\(number)") }
        #expect(log.lines.count == 1001)
    }
}
