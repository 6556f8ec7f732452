// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A clock that never goes back.
enum Monotonic {
    /// Seconds since some time.
    static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
