// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A thread of the tape's own, with all signals blocked: writing to a disk may take its time.
struct TapeThread: Sendable {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    private let thread: pthread_t

    /// Starts it.
    init(_ run: @escaping @Sendable () -> Void) throws(SourceError) {
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let body = Unmanaged.passRetained(Body(run))
        let start: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { body in
            Self.setName()
            if let body { Unmanaged<Body>.fromOpaque(body).takeRetainedValue().run() }
            return nil
        }
        var made = pthread_t()
        let code = pthread_create(&made, nil, start, body.toOpaque())
        guard code == 0 else {
            body.release()
            throw SourceError(
                "cannot start the tape's thread: \(String(cString: strerror(code))); raise the limit of processes "
                    + "(`ulimit -u`)")
        }
        thread = made
    }

    /// Names the calling thread for `top` and debuggers.
    private static func setName() {
        let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        let name = Array("evcam-tape".utf8)
        _ = write(file, name, name.count)
        close(file)
    }

    /// Waits for its end; once.
    func join() { pthread_join(thread, nil) }
}
