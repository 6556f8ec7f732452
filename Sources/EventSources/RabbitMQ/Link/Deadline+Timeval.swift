// SPDX-License-Identifier: Apache-2.0

import Glibc

extension Deadline {
    /// What is left, as C wants it; a microsecond at least, since some take nothing for "without end".
    var timeval: timeval { Self.timeval(remaining) }

    /// Seconds, as C wants them; a microsecond at least.
    static func timeval(_ seconds: Double) -> timeval {
        let microseconds = Int(max(seconds * 1_000_000, 1))
        return Glibc.timeval(tv_sec: microseconds / 1_000_000, tv_usec: microseconds % 1_000_000)
    }
}
