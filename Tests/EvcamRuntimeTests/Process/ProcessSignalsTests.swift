// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Testing

@testable import EvcamRuntime

@Suite struct ProcessSignalsTests {
    @Test(arguments: [
        (SIGINT, SignalRequests.stop), (SIGTERM, .stop), (SIGHUP, .reopenLogs), (SIGUSR1, .picture),
    ]) func `a signal wakes the loop with its request`(signal: Int32, request: SignalRequests) throws {
        let signals = try ProcessSignals(onSignal: { _ in }, endNow: { Issue.record("only one signal was sent") })
        let thread = try listen(signals)
        #expect(signals.poll() == [])
        pthread_kill(thread, signal)
        wait(for: signals)
        #expect(signals.poll() == request)
        #expect(signals.poll() == [])
    }

    @Test func `requests that come together are kept together, and others are woken`() throws {
        let woken = Atomic<Int>(0)
        let signals = try ProcessSignals(onSignal: { _ in woken.add(1, ordering: .relaxed) }, endNow: {})
        for signal in [SIGHUP, SIGUSR1, SIGUSR1, SIGTERM] { signals.receive(signal) }
        wait(for: signals)
        #expect(signals.poll() == [.stop, .reopenLogs, .picture])
        #expect(woken.load(ordering: .relaxed) == 4)
    }

    @Test func `the second request to stop ends at once, also of the other kind`() throws {
        let ended = Atomic<Int>(0)
        let signals = try ProcessSignals(onSignal: { _ in }, endNow: { ended.add(1, ordering: .relaxed) })
        signals.receive(SIGINT)
        signals.receive(SIGHUP)
        #expect(ended.load(ordering: .relaxed) == 0)
        signals.receive(SIGTERM)
        #expect(ended.load(ordering: .relaxed) == 1)
    }

    @Test func `a real process ends with 130 at the second Ctrl-C, though nobody polls`() async {
        await #expect(processExitsWith: .exitCode(130)) {
            let signals = try ProcessSignals(onSignal: { _ in }, endNow: { _exit(130) })
            var all = sigset_t()
            sigfillset(&all)
            pthread_sigmask(SIG_BLOCK, &all, nil)
            let thread = try signals.listen()
            pthread_kill(thread, SIGINT)
            var waited = pollfd(fd: signals.fileDescriptor, events: Int16(POLLIN), revents: 0)
            poll(&waited, 1, 60_000)
            pthread_kill(thread, SIGINT)
            while true { pause() }
        }
    }

    @Test func `installing blocks the signals here and ignores SIGPIPE`() async {
        await #expect(processExitsWith: .success) {
            _ = try ProcessSignals.install()
            var mask = sigset_t()
            pthread_sigmask(SIG_BLOCK, nil, &mask)
            let isBlocked = [SIGINT, SIGTERM, SIGHUP, SIGUSR1].allSatisfy { sigismember(&mask, $0) == 1 }
            let pipe = Pipe()
            try pipe.fileHandleForReading.close()
            let result = write(pipe.fileHandleForWriting.fileDescriptor, "x", 1)
            exit(isBlocked && result == -1 && errno == EPIPE ? 0 : 1)
        }
    }

    /// Starts the listening with all signals blocked, as they are in a real process; this thread gets its own back.
    private func listen(_ signals: ProcessSignals) throws -> pthread_t {
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        return try signals.listen()
    }

    private func wait(for signals: ProcessSignals) {
        var waited = pollfd(fd: signals.fileDescriptor, events: Int16(POLLIN), revents: 0)
        while poll(&waited, 1, 60_000) < 0, errno == EINTR {}
    }
}
