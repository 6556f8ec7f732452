// SPDX-License-Identifier: Apache-2.0

import EventSources
import Glibc
import Synchronization

/// The process's signals, taken by a thread of their own and handed to the intake loop.
///
/// The first SIGINT or SIGTERM asks for an end; the second ends the process at once, whatever the others are doing.
package final class ProcessSignals: Sendable {
    /// Readable while ``poll()`` has something to return.
    package var fileDescriptor: Int32 { doorbell.fileDescriptor }

    private let doorbell: Doorbell
    private let pending = Atomic<UInt8>(0)
    private let isStopping = Atomic<Bool>(false)
    private let onSignal: @Sendable (SignalRequests) -> Void
    private let endNow: @Sendable () -> Void

    /// Blocks the signals in this thread and in all that it starts, ignores SIGPIPE and SIGXFSZ, and begins to listen.
    ///
    /// To be called before any other thread exists. The listening thread stays for the process's life.
    /// - Parameters:
    ///   - onSignal: called on the listening thread after each signal with what it asks for, to wake what does
    ///     not poll: rings the source's doorbell.
    ///   - endNow: called on the listening thread at the second request to stop.
    /// - Returns: what the intake loop polls.
    /// - Throws: ``SourceError`` or ``ProcessError`` if the process has no descriptor or thread left.
    package static func install(
        onSignal: @escaping @Sendable (SignalRequests) -> Void = { _ in },
        endNow: @escaping @Sendable () -> Void = { _exit(130) }
    ) throws -> ProcessSignals {
        let signals = try ProcessSignals(onSignal: onSignal, endNow: endNow)
        var blocked = listenedSignals()
        pthread_sigmask(SIG_BLOCK, &blocked, nil)
        // Errors of write(), which their writers tell of.
        for number in [SIGPIPE, SIGXFSZ] { signal(number, SIG_IGN) }
        try signals.listen()
        return signals
    }

    init(onSignal: @escaping @Sendable (SignalRequests) -> Void, endNow: @escaping @Sendable () -> Void) throws {
        doorbell = try Doorbell()
        self.onSignal = onSignal
        self.endNow = endNow
    }

    /// What was asked for since the last call; never waits.
    package func poll() -> SignalRequests {
        doorbell.silence()
        return SignalRequests(rawValue: pending.exchange(0, ordering: .acquiringAndReleasing))
    }

    /// Takes one signal, as the listening thread does.
    func receive(_ signal: Int32) {
        let request: SignalRequests
        switch signal {
        case SIGHUP: request = .reopenLogs
        case SIGUSR1: request = .picture
        default:
            request = .stop
            if isStopping.exchange(true, ordering: .acquiringAndReleasing) { endNow() }
        }
        pending.bitwiseOr(request.rawValue, ordering: .acquiringAndReleasing)
        doorbell.ring()
        onSignal(request)
    }

    /// Starts the listening thread; returns it.
    @discardableResult
    func listen() throws(ProcessError) -> pthread_t {
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let signals = Unmanaged<ProcessSignals>.fromOpaque(argument).takeRetainedValue()
                var set = listenedSignals()
                pthread_sigmask(SIG_BLOCK, &set, nil)
                var signal: Int32 = 0
                while true {
                    if sigwait(&set, &signal) == 0 { signals.receive(signal) }
                }
            }, Unmanaged.passRetained(self).toOpaque())
        guard code == 0 else {
            throw ProcessError(
                "cannot start the thread for signals: \(errorText(code)); raise the limit of threads (`ulimit -u`)",
                exitCode: EX_OSERR)
        }
        pthread_detach(thread)
        return thread
    }
}

private func listenedSignals() -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGUSR1] { sigaddset(&set, signal) }
    return set
}
