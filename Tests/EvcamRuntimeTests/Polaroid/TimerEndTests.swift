// SPDX-License-Identifier: Apache-2.0

import EvcamRuntime
import Testing

@Suite struct TimerEndTests {
    @Test func `a time in which a double has no room for a period does not pass`() {
        let queue = TimerQueue(now: 100)
        var calls = 0
        _ = queue.callRepeatedly(every: 1) { calls += 1 }
        // Nanoseconds taken for seconds, and worse.
        for time in [1.7e18, -1.7e18, 1e300, .infinity, .nan] { queue.advance(to: time) }
        #expect(calls == 0)
        queue.advance(to: 101)
        #expect(calls == 1)
    }
}
