// SPDX-License-Identifier: Apache-2.0
import Logging
import Testing

@testable import CameraHost

/// Messages between host and helper: what goes in comes out, and nonsense is refused.
struct MessageTests {
    @Test func `an answer comes through whole`() throws {
        let answer = HelperAnswer(
            code: 1, reason: "disk full", deleted: 7, keepsSnapshot: true, released: [1, 1 << 60])
        let read = try HelperAnswer.decoded(answer.encoded(number: 5)[...], number: 5)
        #expect((read.code, read.reason, read.deleted) == (1, "disk full", 7))
        #expect(read.keepsSnapshot && read.released == [1, 1 << 60] && !read.isAbsent)
    }

    @Test func `answers that are none are refused`() throws {
        let good = HelperAnswer(code: 1, reason: "disk full", released: [3]).encoded(number: 5)
        #expect(throws: MessageError.self) { try HelperAnswer.decoded(good[...], number: 6) }
        #expect(throws: MessageError.self) { try HelperAnswer.decoded((good + [0])[...], number: 5) }
        for count in good.indices {
            #expect(throws: MessageError.self) { try HelperAnswer.decoded(good[..<count], number: 5) }
        }
        let many = HelperAnswer(released: [1, 2, 3]).encoded(number: 5)
        #expect(throws: MessageError.self) { try HelperAnswer.decoded(many[...], number: 5) }
        // Any byte may be wrong: refused or read, but never more than that.
        for index in good.indices {
            for value in [UInt8(0), 1, 0x7F, 0xFF] {
                var bad = good
                bad[index] = value
                _ = try? HelperAnswer.decoded(bad[...], number: 5)
                _ = try? HelperReport.decoded(bad[...])
                _ = try? HelperRequest.decoded(bad[...])
            }
        }
    }

    @Test func `long reports are cut and still read`() throws {
        let long = String(repeating: "ä", count: 100_000)
        let bytes = HelperReport.log(.warning, long, (1...100).map { ("key\($0)" + long, long) }).encoded()
        #expect(bytes.count <= HelperReport.maxBytes)
        guard case .log(let level, let message, let attributes) = try HelperReport.decoded(bytes[...]) else {
            Issue.record("no log line")
            return
        }
        #expect(level == .warning && message.utf8.count <= HelperReport.maxMessage && attributes.count == 32)
    }

    @Test func `lines are cut, counted and cleaned`() {
        var lines = OutputLines()
        #expect(lines.take(Array("one\ntw".utf8)[...]) == ["one"])
        #expect(lines.take(Array("o\n\n\u{1B}[31mred\tx\r\n".utf8)[...]) == ["two", "?[31mred\tx?"])
        #expect(lines.take([UInt8](repeating: 65, count: 10_000)[...]).isEmpty)
        #expect(lines.end() == [String(repeating: "A", count: 4096) + "…"])
        #expect(lines.end().isEmpty)
        var allowance = SpeechAllowance()
        let logged = (0..<1000).count { _ in allowance.mayLog(1) }
        #expect(logged == 200 && allowance.takeLeftOut(1) == 800 && allowance.takeLeftOut(2) == nil)
        let later = (0..<1000).count { _ in allowance.mayLog(1.5) }
        #expect(later == 50)
        allowance.spend(bytes: 3_000_000)
        #expect(!allowance.mayRead(2) && allowance.mayRead(5))
    }

    @Test func `restarts come at longer and longer intervals, up to a minute`() {
        var policy = RestartPolicy()
        var waits: [UInt64] = []
        for _ in 1...20 {
            policy.noteEnd(now: 0, jitter: 1)
            waits.append(policy.wait(now: 0) / 1_000_000)
        }
        #expect(waits.prefix(5) == [0, 100, 200, 400, 800] && waits.last == 60_000 && policy.isBreakerOpen)
        #expect(policy.noteSuccess() && !policy.isBreakerOpen)
        policy.noteEnd(now: 0, jitter: 0)
        policy.noteEnd(now: 0, jitter: 0)
        #expect(policy.wait(now: 0) == 50_000_000)
    }
}
