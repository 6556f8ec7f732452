// SPDX-License-Identifier: Apache-2.0

/// An immutable picture of the cluster's state, taken in the time of copying a page table.
///
/// May be read from any thread, by any number of threads; the memory it shows is kept until its last
/// reference goes.
public final class Snapshot: Sendable {
    /// The state's revision: the number of its last change.
    public let revision: UInt64
    /// When it was taken, UNIX seconds.
    public let takenAt: Double
    /// Events seen since the state began (`State.event_count`).
    public let eventCount: UInt64
    /// `task-received` events among them (`State.task_count`).
    public let taskEventCount: UInt64
    /// Tasks in the state; those that are only kept for a camera do not count.
    public let taskCount: Int
    /// Workers in the state.
    public let workerCount: Int

    /// Tells the snapshots of one state from those of all others.
    package var origin: UInt64 { memory.number }

    private let generation: UInt32
    private let memory: StateMemory
    private let tasks: PagedPicture<TaskSlot>
    private let workers: PagedPicture<WorkerSlot>
    private let counters: PagedPicture<EventCounters.Row>

    init(of core: borrowing StateCore, generation: UInt32, takenAt: Double) {
        self.generation = generation
        self.takenAt = takenAt
        revision = core.revision
        eventCount = core.eventCount
        taskEventCount = core.taskEventCount
        taskCount = core.recency.count
        workerCount = core.workerRecency.count
        memory = core.memory
        tasks = core.tasks.picture()
        workers = core.workers.picture()
        counters = core.counters.rows.picture()
    }

    deinit {
        memory.release(generation: generation)
    }

    /// Calls `body` with every task that was changed or left the state beyond `revision`, in order of slots.
    package func forEachTask(changedSince revision: UInt64, _ body: (TaskRecord) -> Void) {
        let chunks = memory.chunks
        let textChunks = memory.textChunks
        tasks.forEachSlot(inGroupsChangedSince: revision) { slot, row in
            let flags = row.pointee.flags
            guard flags.contains(.occupied) else { return }
            let last = flags.isDisjoint(with: .gone) ? row.pointee.revision : row.pointee.removalRevision
            guard last > revision else { return }
            body(TaskRecord(slot: slot, row: row, chunks: chunks, textChunks: textChunks))
        }
    }

    /// Calls `body` with every task in the state, in order of slots.
    package func forEachTask(_ body: (TaskRecord) -> Void) {
        let chunks = memory.chunks
        let textChunks = memory.textChunks
        tasks.forEachSlot(inGroupsChangedSince: 0) { slot, row in
            guard row.pointee.flags.contains(.occupied), row.pointee.flags.isDisjoint(with: .gone) else { return }
            body(TaskRecord(slot: slot, row: row, chunks: chunks, textChunks: textChunks))
        }
    }

    /// Calls `body` with every worker in the state, in order of slots.
    package func forEachWorker(_ body: (WorkerRecord) -> Void) {
        forEachWorkerSlot { if $0.removal == nil { body($0) } }
    }

    /// Calls `body` with every worker that left the state beyond `revision`.
    package func forEachRemovedWorker(since revision: UInt64, _ body: (WorkerRecord) -> Void) {
        forEachWorkerSlot { if $0.removal != nil, $0.removalRevision > revision { body($0) } }
    }

    private func forEachWorkerSlot(_ body: (WorkerRecord) -> Void) {
        let chunks = memory.chunks
        let textChunks = memory.textChunks
        workers.forEachSlot(inGroupsChangedSince: 0) { _, row in
            guard row.pointee.flags.contains(.occupied) else { return }
            body(WorkerRecord(row: row, chunks: chunks, textChunks: textChunks))
        }
    }

    /// Calls `body` with every event counter: event type, task name, host, count.
    package func forEachCounter(_ body: (TextID, TextID, TextID, UInt64) -> Void) {
        counters.forEachSlot(inGroupsChangedSince: 0) { _, row in
            body(TextID(row.pointee.type), TextID(row.pointee.task), TextID(row.pointee.host), row.pointee.count)
        }
    }

    /// The bytes of an interned text (UTF-8, NUL behind them); nil base address: absent.
    package func text(_ id: TextID) -> UnsafeRawBufferPointer {
        TextTable.text(id, in: memory.textChunks)
    }
}
