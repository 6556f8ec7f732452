// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Processes are started one after the other: none is to get the ends of another's pipes.
enum Spawning {
    private static let isSpawning = Mutex(false)

    /// Waits until nobody else starts one.
    static func lock() {
        while isSpawning.withLock({ taken in
            defer { taken = true }
            return taken
        }) {
            usleep(1000)
        }
    }

    /// Lets others.
    static func unlock() { isSpawning.withLock { $0 = false } }

    /// A pipe that programs started later do not get.
    static func pipe() throws(FixtureError) -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { throw FixtureError("no pipe: \(String(cString: strerror(errno)))") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}
