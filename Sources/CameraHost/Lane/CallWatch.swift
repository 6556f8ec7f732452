// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Whether the call that is running in a camera should give up.
///
/// Asked by the camera, from any thread.
final class CallWatch: Sendable {
    private let clock: HostClock
    private let deadline = Atomic<UInt64>(.max)
    private let end = Atomic<UInt64>(.max)
    private let lastEnd = Atomic<UInt64>(.max)
    private let isInterrupted = Atomic<Bool>(false)
    private let grace: UInt64

    /// - Parameters:
    ///   - clock: the host's.
    ///   - grace: how long a call past its deadline has to give up, where it can be ended by force.
    init(_ clock: HostClock, grace: Duration = .zero) {
        self.clock = clock
        self.grace = grace.nanoseconds
    }

    /// A call begins that should be over by `deadline`.
    func begin(deadline: UInt64) {
        isInterrupted.store(false, ordering: .relaxed)
        self.deadline.store(deadline, ordering: .relaxed)
    }

    /// Asks the running call, and only that, to give up.
    func interrupt() { isInterrupted.store(true, ordering: .relaxed) }

    /// Asks every call to give up from `time` on, and has it ended at `last`: the host is closing.
    func close(at time: UInt64, last: UInt64) {
        end.store(time, ordering: .relaxed)
        lastEnd.store(last, ordering: .relaxed)
    }

    /// Whether the call has had its grace, too.
    var isOverdue: Bool {
        let now = clock.nanoseconds()
        let (last, isFar) = deadline.load(ordering: .relaxed).addingReportingOverflow(grace)
        return !isFar && now > last || now > lastEnd.load(ordering: .relaxed)
    }

    /// Whether to give up.
    var isCancelled: Bool {
        let now = clock.nanoseconds()
        return isInterrupted.load(ordering: .relaxed) || now > deadline.load(ordering: .relaxed)
            || now > end.load(ordering: .relaxed)
    }
}
