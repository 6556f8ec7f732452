// SPDX-License-Identifier: Apache-2.0
import Glibc

/// UNIX seconds, as Python's `time.time()`.
package enum WallClock {
    /// Now.
    package static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
