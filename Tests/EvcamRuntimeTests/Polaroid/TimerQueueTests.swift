// SPDX-License-Identifier: Apache-2.0

import EvcamRuntime
import Testing

@Suite struct TimerQueueTests {
    let queue = TimerQueue(now: 100)

    @Test func `the first call comes after a whole period, and an entry is due again one period later`() {
        let calls = record(every: 1, "a")
        queue.advance(to: 100.5)
        #expect(calls.lines.isEmpty)
        #expect(queue.nextDue == 101)
        queue.advance(to: 101)
        #expect(calls.lines == ["a 101.0"])
        queue.advance(to: 102.7)
        #expect(calls.lines == ["a 101.0", "a 102.0"])
        #expect(queue.nextDue == 103)
        #expect(queue.now == 102.7)
    }

    @Test func `periods that nobody could serve are one call, at the latest time due`() {
        let calls = record(every: 10, "a")
        queue.advance(to: 155)
        #expect(calls.lines == ["a 150.0"])
        #expect(queue.nextDue == 160)
    }

    @Test func `calls come in the order of their times, equal ones as installed`() {
        let calls = record(every: 5, "a")
        record(every: 3, "b", into: calls)
        record(every: 10, "c", into: calls)
        queue.advance(to: 105)
        queue.advance(to: 119)
        #expect(calls.lines == ["b 103.0", "a 105.0", "c 110.0", "a 115.0", "b 118.0"])
        queue.advance(to: 130)
        #expect(calls.lines.suffix(3) == ["a 130.0", "b 130.0", "c 130.0"])
    }

    @Test func `a tenth of a second does not drift in a hundred thousand periods`() {
        let start = 1_795_415_286.924_266
        let queue = TimerQueue(now: start)
        var count = 0
        _ = queue.callRepeatedly(every: 0.1) { count += 1 }
        for second in 1...10_000 {
            for tenth in 1...10 { queue.advance(to: start + Double(second - 1) + Double(tenth) / 10 + 0.01) }
        }
        #expect(count == 100_000)
        #expect(abs((queue.nextDue ?? 0) - (start + 10_000.1)) < 1e-6)
    }

    @Test func `a cancelled entry is not called, also when another cancels it at the same time`() {
        let calls = Calls()
        var second: TimerEntry?
        _ = queue.callRepeatedly(every: 1) { second?.cancel() }
        second = queue.callRepeatedly(every: 1) { calls.lines.append("second") }
        queue.advance(to: 101)
        #expect(calls.lines.isEmpty)
        second = queue.callRepeatedly(every: 1) { calls.lines.append("third") }
        #expect(queue.nextDue == 102)
    }

    @Test func `an entry may install another, which waits for its own period`() {
        let calls = Calls()
        var inner: TimerEntry?
        _ = queue.callRepeatedly(every: 10) { [unowned queue] in
            guard inner == nil else { return }
            inner = queue.callRepeatedly(every: 2) { calls.lines.append("\(queue.now)") }
        }
        queue.advance(to: 111)
        #expect(calls.lines.isEmpty)
        queue.advance(to: 112)
        #expect(calls.lines == ["112.0"])
    }

    @Test func `time begins at the first advance if nobody said when`() {
        let queue = TimerQueue()
        let calls = record(every: 1, "a", on: queue)
        #expect(queue.nextDue == nil)
        queue.advance(to: 1_795_415_286.5)
        #expect(calls.lines.isEmpty)
        #expect(queue.nextDue == 1_795_415_287.5)
    }

    @Test func `a clock that is set back keeps the rest of each wait, a hair back is nothing`() {
        let calls = record(every: 10, "a")
        queue.advance(to: 104)
        queue.advance(to: 103.5)
        #expect(queue.now == 104)
        queue.advance(to: 50)
        #expect(queue.now == 50)
        #expect(queue.nextDue == 56)
        queue.advance(to: 56)
        #expect(calls.lines == ["a 56.0"])
        queue.advance(to: .nan)
        queue.advance(to: .infinity)
        #expect(queue.now == 56)
    }

    final class Calls { var lines: [String] = [] }

    private func record(every seconds: Double, _ name: String, on queue: TimerQueue? = nil) -> Calls {
        let calls = Calls()
        record(every: seconds, name, into: calls, on: queue)
        return calls
    }

    private func record(every seconds: Double, _ name: String, into calls: Calls, on other: TimerQueue? = nil) {
        let queue = other ?? queue
        _ = queue.callRepeatedly(every: seconds) { [unowned queue] in calls.lines.append("\(name) \(queue.now)") }
    }
}
