// SPDX-License-Identifier: Apache-2.0

/// What bounds the memory, with Celery's defaults where it has some.
public struct LimitsConfiguration: Sendable, Hashable {
    /// Tasks in the state.
    public var maxTasks: Int64 = 10_000
    /// Workers in the state.
    public var maxWorkers: Int64 = 5_000
    /// Combinations of event type, task name and host that are counted one by one.
    public var maxCounters: Int64 = 100_000
    /// Bytes of tasks that left the state and are kept for a camera.
    public var maxPending: Int64 = 256_000_000
    /// Bytes of the whole state; nil: no cap.
    public var maxBytes: Int64?
    /// Bytes of one message; a bigger one is counted and passed over.
    public var maxMessage: Int64 = 8_000_000
    /// Bytes that came from the broker and wait for the intake; nil: as much as there is memory for.
    public var maxBacklog: Int64?
}
