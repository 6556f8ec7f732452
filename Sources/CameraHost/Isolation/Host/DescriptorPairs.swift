// SPDX-License-Identifier: Apache-2.0
import CIsolation
import Glibc
import Threads

/// Pairs of connected descriptors, all closed on exec, that are closed again unless somebody keeps them.
struct DescriptorPairs {
    private var open: [Int32] = []

    /// Two ends of a socket that keeps messages apart.
    mutating func sockets() throws(SystemError) -> (Int32, Int32) {
        var ends: [Int32] = [-1, -1]
        let code = ciso_socketpair(&ends)
        guard code == 0 else { throw SystemError(code: -code) }
        open += ends
        return (ends[0], ends[1])
    }

    /// Where to read, and where to write.
    mutating func pipes() throws(SystemError) -> (Int32, Int32) {
        var ends: [Int32] = [-1, -1]
        let code = ciso_pipe(&ends)
        guard code == 0 else { throw SystemError(code: -code) }
        open += ends
        return (ends[0], ends[1])
    }

    mutating func keep(_ kept: [Int32]) { open.removeAll { kept.contains($0) } }

    mutating func closeAll() {
        for descriptor in open { close(descriptor) }
        open = []
    }
}
