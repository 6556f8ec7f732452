// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A moment of the monotonic clock by which something is to be done.
struct Deadline: Comparable, Sendable {
    /// Seconds of the monotonic clock.
    let time: Double

    /// The moment that many seconds from now.
    static func after(_ seconds: Double) -> Deadline { Deadline(time: monotonicSeconds() + seconds) }

    static func < (left: Deadline, right: Deadline) -> Bool { left.time < right.time }

    /// Seconds that are left; never less than 0.
    var remaining: Double { max(time - monotonicSeconds(), 0) }

    /// Whether it is over.
    var isOver: Bool { monotonicSeconds() >= time }

    /// The moment at which a part of what is left will be over.
    func share(_ part: Double) -> Deadline { .after(remaining * part) }
}

/// Seconds of a clock that only goes forward, for intervals.
func monotonicSeconds() -> Double { seconds(CLOCK_MONOTONIC) }

/// UNIX seconds.
func wallClockSeconds() -> Double { seconds(CLOCK_REALTIME) }

private func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
