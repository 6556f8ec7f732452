// SPDX-License-Identifier: Apache-2.0

/// What bounds the state.
///
/// The defaults are Celery's, where Celery has one.
public struct Limits: Sendable {
    /// Tasks in memory (`max_tasks_in_memory`).
    public var maxTasks: Int
    /// Workers in memory (`max_workers_in_memory`).
    public var maxWorkers: Int
    /// Combinations of event type, task name and host that are counted apart.
    public var maxCounters: Int
    /// Bytes of tasks that left the state and are kept for cameras that have not seen them.
    public var maxPendingBytes: Int
    /// Bytes of payload in the state; nil: no limit but the number of tasks.
    public var maxBytes: Int?

    /// Makes limits; leave out what shall be Celery's.
    public init(
        maxTasks: Int = 10_000, maxWorkers: Int = 5_000, maxCounters: Int = 100_000,
        maxPendingBytes: Int = 256 << 20, maxBytes: Int? = nil
    ) {
        self.maxTasks = min(max(maxTasks, 1), TaskIndex.maxSlots / 2)
        self.maxWorkers = max(maxWorkers, 1)
        self.maxCounters = max(maxCounters, 1)
        self.maxPendingBytes = max(maxPendingBytes, 0)
        self.maxBytes = maxBytes
    }
}
