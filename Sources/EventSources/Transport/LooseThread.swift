// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A thread that nobody waits for: for calls that cannot be given a deadline.
///
/// What it needs it holds by itself, and lets go of at its end. All signals are blocked in it: they are the program's.
enum LooseThread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts one.
    /// - Returns: false if the system refuses.
    static func start(_ run: @escaping @Sendable () -> Void) -> Bool {
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let body = Unmanaged.passRetained(Body(run))
        let entry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { body in
            if let body { Unmanaged<Body>.fromOpaque(body).takeRetainedValue().run() }
            return nil
        }
        var thread = pthread_t()
        guard pthread_create(&thread, nil, entry, body.toOpaque()) == 0 else {
            body.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}
