// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How long a program that failed is left alone before it is started again: 1, 2, 4 … 60 seconds.
struct Pause: CustomStringConvertible {
    private static let longest = 60

    /// Seconds of the last pause; 0: none.
    private var seconds = 0
    /// When it is over, seconds of the monotonic clock.
    private var end = 0

    /// Begins a longer pause than the last.
    mutating func failed() {
        seconds = min(max(seconds * 2, 1), Self.longest)
        end = Self.now + seconds
    }

    /// Whole seconds until it is over; nil: it is.
    var remaining: Int? {
        let left = end - Self.now
        return seconds > 0 && left > 0 ? left : nil
    }

    /// `4 s`.
    var description: String { "\(seconds) s" }

    private static var now: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int(time.tv_sec)
    }
}
