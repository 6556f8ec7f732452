// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Glibc

/// Runs a lane's tests on threads that may block, away from the pool that all other tests share.
final class LaneExecutor: SerialExecutor {
    private let queue: DispatchQueue

    init(_ name: String) { queue = DispatchQueue(label: name) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async {
            // Dispatch's threads block all signals, and what a test starts inherits that: no worker would hear SIGTERM.
            var none = sigset_t()
            var before = sigset_t()
            pthread_sigmask(SIG_SETMASK, &none, &before)
            job.runSynchronously(on: self.asUnownedSerialExecutor())
            pthread_sigmask(SIG_SETMASK, &before, nil)
        }
    }
}
