// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A descriptor to poll that any thread can make readable: it wakes a thread that waits for something else.
package final class Doorbell: Sendable {
    /// Readable from ``ring()`` to ``silence()``.
    package let fileDescriptor: Int32
    private let writeEnd: Int32

    /// Makes a silent one.
    /// - Throws: ``SourceError`` if the process has no descriptor left.
    package init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw SourceError.file("open", "a pipe", errno) }
        fileDescriptor = ends[0]
        writeEnd = ends[1]
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
    }

    deinit {
        close(fileDescriptor)
        close(writeEnd)
    }

    /// Wakes whoever polls; safe from any thread, and in a signal handler.
    package func ring() {
        var byte: UInt8 = 1
        _ = write(writeEnd, &byte, 1)  // A full pipe rings already.
    }

    /// Stops the ringing.
    /// - Returns: whether it rang.
    @discardableResult
    package func silence() -> Bool {
        var rang = false
        var bytes: (UInt64, UInt64) = (0, 0)
        while read(fileDescriptor, &bytes, 16) > 0 { rang = true }
        return rang
    }
}

/// Seconds as `poll` wants them: milliseconds, never fewer than asked for; -1 for nil.
func pollTimeout(_ seconds: Double?) -> Int32 {
    guard let seconds else { return -1 }
    return Int32(min(max(seconds * 1000, 0).rounded(.up), 86_400_000))
}
