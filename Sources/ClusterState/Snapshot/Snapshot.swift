// SPDX-License-Identifier: Apache-2.0

/// An immutable picture of the cluster's state, taken in the time of copying a page table.
///
/// May be read from any thread, by any number of threads; the memory it shows is kept until its last
/// reference goes.
public final class Snapshot: Sendable {
    /// The state's revision: the number of its last change.
    public let revision: UInt64 = 0
    /// When it was taken, UNIX seconds.
    public let takenAt: Double = 0
    /// Events seen since the state began (`State.event_count`).
    public let eventCount: UInt64 = 0
    /// `task-received` events among them (`State.task_count`).
    public let taskEventCount: UInt64 = 0
    /// Tasks in the state; evicted ones that are only kept for a camera do not count.
    public let taskCount: Int = 0
    /// Workers in the state.
    public let workerCount: Int = 0

    /// Slots in use or free: every ``TaskRecord/slot`` lies below.
    package let taskSlotCount: Int = 0

    /// Calls `body` with every task whose last change lies beyond `revision`, in order of slots. Tasks that
    /// left the state but are kept for a camera are among them (``TaskRecord/removal``).
    package func forEachTask(changedSince revision: UInt64, _ body: (TaskRecord) -> Void) {}

    /// Calls `body` with every task in the state, in order of slots.
    package func forEachTask(_ body: (TaskRecord) -> Void) {}

    /// Calls `body` with every worker in the state, in order of slots.
    package func forEachWorker(_ body: (WorkerRecord) -> Void) {}

    /// Calls `body` with every worker that left the state beyond `revision`.
    package func forEachRemovedWorker(since revision: UInt64, _ body: (WorkerRecord) -> Void) {}

    /// Calls `body` with every event counter: event type, task name, host, count.
    package func forEachCounter(_ body: (TextID, TextID, TextID, UInt64) -> Void) {}

    /// The bytes of an interned text (UTF-8, NUL behind them); nil base address: absent.
    package func text(_ id: TextID) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: nil, count: 0) }
}
