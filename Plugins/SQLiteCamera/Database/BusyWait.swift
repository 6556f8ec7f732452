// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How long to wait for another program's transaction.
final class BusyWait {
    private let limit: Double
    private let isCancelled: () -> Bool
    private var began = 0.0

    /// Seconds; gives up earlier when it is cancelled.
    init(limit: Double, isCancelled: @escaping () -> Bool) {
        self.limit = limit
        self.isCancelled = isCancelled
    }

    /// Sleeps a little before the next try; false: no more tries.
    func wait(tries: Int32) -> Bool {
        if tries == 0 { began = MonotonicClock.now() }
        guard MonotonicClock.now() - began < limit, !isCancelled() else { return false }
        usleep(UInt32(min(tries + 1, 20)) * 1_000)
        return true
    }
}
