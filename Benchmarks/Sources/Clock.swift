// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Seconds on a clock that only goes forward.
enum Clock {
    /// CPU time of this thread: the machine may be busy with other things.
    static var cpu: Double { seconds(CLOCK_THREAD_CPUTIME_ID) }
    /// Wall time; reading it costs no system call.
    static var wall: Double { seconds(CLOCK_MONOTONIC) }

    /// What a clock shows.
    static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
