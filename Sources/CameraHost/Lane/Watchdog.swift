// SPDX-License-Identifier: Apache-2.0
import Threads

/// One thread for all lanes that looks every second for calls past their deadline.
final class Watchdog: Sendable {
    private static let interval: UInt64 = 1_000_000_000
    private let isStopping = Monitor(false)
    private let thread = Monitor<DedicatedThread?>(nil)

    /// Starts the thread.
    ///
    /// If the system refuses it, calls are reported late, when they return.
    func start(_ check: @escaping @Sendable () -> Void) {
        let isStopping = isStopping
        let made = try? DedicatedThread(named: "cam-watchdog") {
            while isStopping.wait(nanoseconds: Self.interval, { $0 ? true : nil }) == nil { check() }
        }
        thread.withLock { $0 = made }
    }

    /// Ends the thread.
    func stop() {
        isStopping.change { $0 = true }
        thread.withLock { thread in
            thread?.join()
            thread = nil
        }
    }
}
