// SPDX-License-Identifier: Apache-2.0
import Dispatch

/// Runs a lane's tests on threads that may block, away from the pool that all other tests share.
final class LaneExecutor: SerialExecutor {
    private let queue: DispatchQueue

    init(_ name: String) { queue = DispatchQueue(label: name) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
