// SPDX-License-Identifier: Apache-2.0

import Threads

/// A moment of the monotonic clock by which something is to be done.
struct Deadline: Comparable, Sendable {
    /// Seconds of the monotonic clock.
    let time: Double

    /// The moment that many seconds from now.
    static func after(_ seconds: Double) -> Deadline { Deadline(time: MonotonicClock.now + seconds) }

    static func < (left: Deadline, right: Deadline) -> Bool { left.time < right.time }

    /// Seconds that are left; never less than 0.
    var remaining: Double { max(time - MonotonicClock.now, 0) }

    /// Whether it is over.
    var isOver: Bool { MonotonicClock.now >= time }

    /// The moment at which a part of what is left will be over.
    func share(_ part: Double) -> Deadline { .after(remaining * part) }
}
