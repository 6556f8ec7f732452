// SPDX-License-Identifier: Apache-2.0
import CIsolation
import Glibc

/// How a camera's own process is made and bounded.
public struct ProcessIsolation: Sendable, Hashable {
    /// What is started.
    public var program: HelperProgram
    /// Bytes the process may allocate (private, writable memory; snapshots do not count); nil: no bound.
    public var memory: UInt64?
    /// How long a call that is past its deadline has to heed `cancelled` before the process is killed.
    public var grace: Duration
    /// Maps pictures elsewhere than they want; for tests.
    var isMovedByForce = false

    /// Makes settings.
    public init(program: HelperProgram, memory: UInt64? = nil, grace: Duration = .seconds(5)) {
        self.program = program
        self.memory = memory
        self.grace = grace
    }

    /// Why this process cannot host cameras in processes of their own, found out by trying once; nil: it can.
    ///
    /// An old kernel, a sandbox, or a limit on address space or file size.
    public static let obstacle: String? = {
        do throws(CameraError) {
            _ = try SharedMemory()
        } catch {
            return error.message
        }
        let own = ciso_pidfd_open(getpid())
        guard own >= 0 else {
            return "cannot name a process for good (pidfd, Linux 5.4 and newer): \(String(cString: strerror(-own)))"
        }
        close(own)
        return nil
    }()
}
