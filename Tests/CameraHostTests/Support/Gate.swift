// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A pipe that a test and a camera meet at: one waits for a byte that the other writes.
final class Gate: Sendable {
    let readEnd: Int32
    let writeEnd: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        pipe(&ends)
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    /// Lets the other side pass so many times.
    func open(times: Int = 1) {
        let bytes = [UInt8](repeating: 0, count: times)
        write(writeEnd, bytes, bytes.count)
    }

    /// Waits until the other side has come here.
    func wait() {
        var byte: UInt8 = 0
        read(readEnd, &byte, 1)
    }
}
