// SPDX-License-Identifier: Apache-2.0
import CIsolation
import Glibc
import Threads

/// One thread for all helper processes of a host that reads what they print and log.
///
/// Started with the first process. It never waits for one of them, nor they for it, unless they say too much.
final class HelperOutput: Sendable {
    private struct State {
        var streams: [HelperStreams] = []
        var isRunning = false
        var isStopping = false
        var thread: DedicatedThread?
        var wake: Int32 = -1
    }

    private let state = Monitor(State())

    /// Reads these streams from now on, until they are finished.
    func add(_ streams: HelperStreams) {
        state.withLock { state in
            state.streams.append(streams)
            if state.isRunning { return ring(state) }
            state.wake = ciso_bell()
            // Without the thread the streams are read when their process ends.
            state.thread = try? DedicatedThread(named: "cam-output") { self.run() }
            state.isRunning = state.thread != nil
        }
    }

    /// Ends the thread.
    func stop() {
        let thread = state.withLock { state in
            state.isStopping = true
            ring(state)
            defer { state.thread = nil }
            return state.thread
        }
        thread?.join()
        state.withLock { state in
            if state.wake >= 0 { close(state.wake) }
            state.wake = -1
            state.isRunning = false
            state.isStopping = false
        }
    }

    private func ring(_ state: State) {
        var one: UInt64 = 1
        if state.wake >= 0 { write(state.wake, &one, 8) }
    }

    private func run() {
        while true {
            let (streams, wake): ([HelperStreams]?, Int32) = state.withLock { state in
                state.streams.removeAll { $0.descriptors == nil }
                return (state.isStopping ? nil : state.streams, state.wake)
            }
            guard let streams else { return }
            var polled = [pollfd(fd: wake, events: Int16(POLLIN), revents: 0)]
            var owners: [HelperStreams?] = [nil]
            var isSomebodyPaused = false
            for stream in streams {
                let descriptors = stream.descriptors ?? []
                isSomebodyPaused = isSomebodyPaused || descriptors.isEmpty
                for descriptor in descriptors {
                    polled.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
                    owners.append(stream)
                }
            }
            guard poll(&polled, nfds_t(polled.count), isSomebodyPaused ? 100 : 1000) > 0 else { continue }
            if polled[0].revents != 0 {
                var count: UInt64 = 0
                read(wake, &count, 8)
            }
            var last: HelperStreams?
            for (entry, owner) in zip(polled, owners).dropFirst() where entry.revents != 0 && owner !== last {
                owner?.pump()
                last = owner
            }
        }
    }
}
