// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Whether the call that is running in a camera should give up.
///
/// Asked by the camera, from any thread.
final class CallWatch: Sendable {
    private let clock: HostClock
    private let deadline = Atomic<UInt64>(.max)
    private let end = Atomic<UInt64>(.max)
    private let isInterrupted = Atomic<Bool>(false)

    init(_ clock: HostClock) { self.clock = clock }

    /// A call begins that should be over by `deadline`.
    func begin(deadline: UInt64) {
        isInterrupted.store(false, ordering: .relaxed)
        self.deadline.store(deadline, ordering: .relaxed)
    }

    /// Asks the running call, and only that, to give up.
    func interrupt() { isInterrupted.store(true, ordering: .relaxed) }

    /// Asks every call to give up from `time` on: the host is closing.
    func close(at time: UInt64) { end.store(time, ordering: .relaxed) }

    /// Whether to give up.
    var isCancelled: Bool {
        let now = clock.nanoseconds()
        return isInterrupted.load(ordering: .relaxed) || now > deadline.load(ordering: .relaxed)
            || now > end.load(ordering: .relaxed)
    }
}
