// SPDX-License-Identifier: Apache-2.0
import CIsolation

/// The last words of a process that a camera has taken with it.
public enum CrashNotice {
    private static let advice: StaticString =
        ", and took evcam with it; with `isolation: process` that is its own affair\n"

    /// From now on, says on standard error and in the log in which camera's thread the process crashed or exits, before
    /// it does.
    ///
    /// For programs, not for libraries: it takes the place of handlers of SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP and
    /// SIGABRT, and puts them back when one comes.
    /// - Parameter log: the log file's descriptor, which has to stay; standard error's, if there is none.
    public static func install(log: Int32) {
        advice.withUTF8Buffer { advice in
            CameraLane.threadPrefix.withUTF8Buffer { prefix in
                // Literals: they live as long as the program, with a NUL behind them.
                ciso_name_crashes(
                    UnsafeRawPointer(prefix.baseAddress)?.assumingMemoryBound(to: CChar.self),
                    UnsafeRawPointer(advice.baseAddress)?.assumingMemoryBound(to: CChar.self), log)
            }
        }
    }
}
