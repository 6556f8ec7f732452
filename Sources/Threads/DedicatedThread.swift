// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A thread of our own, with all signals blocked but those of crashes: they are the program's business.
///
/// Blocking C calls belong here and never on Swift's cooperative pool.
package final class DedicatedThread: Sendable {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Blocked, these would end the process without a word; SIGPROF is how Swift's runtime stops the other threads
    /// while it writes down where each is.
    private static let crashes = [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGPROF]

    private let thread: pthread_t

    /// Starts a thread.
    /// - Throws: errno of the system that refused it.
    package init(named name: String, _ run: @escaping @Sendable () -> Void) throws(SystemError) {
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        for number in Self.crashes { sigdelset(&all, number) }
        pthread_sigmask(SIG_BLOCK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        var made = pthread_t()
        let body = Unmanaged.passRetained(
            Body {
                Self.setName(name)
                SignalStack.with(run)
            }
        )
        let start: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { body in
            if let body { Unmanaged<Body>.fromOpaque(body).takeRetainedValue().run() }
            return nil
        }
        let code = pthread_create(&made, nil, start, body.toOpaque())
        guard code == 0 else {
            body.release()
            throw SystemError(code: code)
        }
        thread = made
    }

    /// Names the calling thread for `top` and debuggers; the kernel takes 15 bytes.
    private static func setName(_ name: String) {
        let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        let name = Array(name.utf8.prefix(15))
        write(file, name, name.count)
        close(file)
    }

    /// Waits for its end; once, and not after ``abandon()``.
    package func join() { pthread_join(thread, nil) }

    /// Leaves it alone with whatever it holds.
    package func abandon() { pthread_detach(thread) }
}
