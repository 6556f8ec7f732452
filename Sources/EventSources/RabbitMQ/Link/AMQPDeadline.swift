// SPDX-License-Identifier: Apache-2.0

import Glibc
import Threads

/// A point in time that does not move when somebody sets the clock.
struct AMQPDeadline {
    /// Seconds on the monotonic clock.
    private let time: Double

    /// So many seconds from now; never in the past.
    init(in seconds: Double) { time = MonotonicClock.now + max(seconds, 0) }

    /// Seconds until then; never negative.
    var remaining: Double { max(time - MonotonicClock.now, 0) }

    /// Whether it has passed.
    var hasPassed: Bool { remaining == 0 }

    /// What is left, as C wants it; a microsecond at least, since some take nothing for "without end".
    var timeval: timeval { Self.timeval(remaining) }

    /// Seconds, as C wants them; a microsecond at least.
    static func timeval(_ seconds: Double) -> timeval {
        let microseconds = Int(max(seconds * 1_000_000, 1))
        return Glibc.timeval(tv_sec: microseconds / 1_000_000, tv_usec: microseconds % 1_000_000)
    }
}
