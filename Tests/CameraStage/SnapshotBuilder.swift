// SPDX-License-Identifier: Apache-2.0

public import CameraABI

/// A snapshot put together by hand.
public final class SnapshotBuilder {
    /// Where its texts live.
    public let arena = Arena()
    /// The header; arrays are filled in by ``lend(_:)``.
    public var header = evcam_snapshot()
    /// Bytes that a newer host's structs have behind ours (a multiple of 8).
    public var padding = 0
    /// Tasks of the delta.
    public var changed: [evcam_task] = []
    /// All tasks, for cameras that want them.
    public var tasks: [evcam_task] = []
    /// Tasks that left.
    public var removed: [evcam_removed] = []
    /// Workers in memory.
    public var workers: [evcam_worker] = []
    /// Workers that left.
    public var removedWorkers: [evcam_removed] = []
    /// Tasks by name and state.
    public var taskCounts: [evcam_task_count] = []
    /// Losses by cause.
    public var losses: [evcam_loss] = []
    /// Gaps.
    public var gaps: [evcam_gap] = []
    /// Lanes.
    public var lanes: [evcam_lane] = []

    /// An empty picture of the cluster `test`.
    public init(sequence: UInt64 = 1, base: UInt64 = 0, revision: UInt64 = 1, takenAt: Double = 1_700_000_000) {
        header.cluster = arena.text("test")
        header.epoch = arena.text("epoch-1")
        header.sequence = sequence
        header.base_revision = base
        header.revision = revision
        header.taken_at = takenAt
    }

    /// Adds a changed task of which nothing is known but its id, its state and what `fill` says.
    public func task(
        _ uuid: String, revision: UInt64 = 1, state: String = "SUCCESS", _ fill: (inout evcam_task) -> Void = { _ in }
    ) {
        var task = evcam_task()
        task.size = UInt32(MemoryLayout<evcam_task>.size + padding)
        task.revision = revision
        task.uuid = arena.text(uuid)
        task.state = arena.text(state)
        for time: WritableKeyPath<evcam_task, Double> in [
            \.timestamp, \.local_received, \.sent, \.received, \.started, \.succeeded, \.failed, \.retried, \.revoked,
            \.rejected, \.runtime,
        ] { task[keyPath: time] = .nan }
        task.retries = .min
        task.pid = .min
        task.attribute_stride = UInt32(MemoryLayout<evcam_attribute>.stride + padding)
        fill(&task)
        changed.append(task)
    }

    /// Gives a task its further attributes.
    public func attributes(_ attributes: [(String, (inout evcam_attribute) -> Void)], of task: inout evcam_task) {
        let all = attributes.map { name, fill in
            var attribute = evcam_attribute()
            attribute.name = arena.text(name)
            fill(&attribute)
            return attribute
        }
        task.attributes = arena.array(all, padding: padding)
        task.attribute_count = UInt64(all.count)
    }

    /// Adds a worker that has changed.
    public func worker(_ hostname: String, revision: UInt64 = 1, _ fill: (inout evcam_worker) -> Void = { _ in }) {
        var worker = evcam_worker()
        worker.size = UInt32(MemoryLayout<evcam_worker>.size + padding)
        worker.flags = EVCAM_WORKER_CHANGED | EVCAM_WORKER_ALIVE
        worker.revision = revision
        worker.hostname = arena.text(hostname)
        worker.freq = 2
        worker.loadavg = (.nan, .nan, .nan)
        worker.pid = .min
        worker.clock = .min
        worker.active = .min
        worker.processed = .min
        worker.attribute_stride = UInt32(MemoryLayout<evcam_attribute>.stride + padding)
        fill(&worker)
        workers.append(worker)
    }

    /// A task or worker that left.
    public func gone(_ id: String, revision: UInt64 = 1, reason: UInt32 = EVCAM_REMOVED_EVICTED) -> evcam_removed {
        evcam_removed(
            size: UInt32(MemoryLayout<evcam_removed>.size + padding), reason: reason, revision: revision,
            id: arena.text(id))
    }

    /// Adds how many tasks of a name are in a state.
    public func count(_ name: String?, _ state: String, _ count: UInt64) {
        taskCounts.append(
            evcam_task_count(name: name.map(arena.text) ?? evcam_string(), state: arena.text(state), count: count))
    }

    /// The snapshot, in memory that is as long as its size says.
    public func lend<R>(_ body: (UnsafePointer<evcam_snapshot>) throws -> R) rethrows -> R {
        var snapshot = header
        snapshot.size = UInt32(MemoryLayout<evcam_snapshot>.size + padding)
        snapshot.changed = arena.array(changed, padding: padding)
        snapshot.changed_count = UInt64(changed.count)
        snapshot.tasks = arena.array(tasks, padding: padding)
        snapshot.task_count = UInt64(tasks.count)
        snapshot.removed = arena.array(removed, padding: padding)
        snapshot.removed_count = UInt64(removed.count)
        snapshot.workers = arena.array(workers, padding: padding)
        snapshot.worker_count = UInt64(workers.count)
        snapshot.removed_workers = arena.array(removedWorkers, padding: padding)
        snapshot.removed_worker_count = UInt64(removedWorkers.count)
        snapshot.task_counts = arena.array(taskCounts, padding: padding)
        snapshot.task_count_count = UInt64(taskCounts.count)
        snapshot.losses = arena.array(losses, padding: padding)
        snapshot.loss_count = UInt64(losses.count)
        snapshot.gaps = arena.array(gaps, padding: padding)
        snapshot.gap_count = UInt64(gaps.count)
        snapshot.lanes = arena.array(lanes, padding: padding)
        snapshot.lane_count = UInt64(lanes.count)
        func stride<T>(_ type: T.Type) -> UInt32 { UInt32(MemoryLayout<T>.stride + padding) }
        snapshot.task_stride = stride(evcam_task.self)
        snapshot.removed_stride = stride(evcam_removed.self)
        snapshot.worker_stride = stride(evcam_worker.self)
        snapshot.task_count_stride = stride(evcam_task_count.self)
        snapshot.counter_stride = stride(evcam_counter.self)
        snapshot.loss_stride = stride(evcam_loss.self)
        snapshot.gap_stride = stride(evcam_gap.self)
        snapshot.lane_stride = stride(evcam_lane.self)
        guard let memory = arena.array([snapshot], padding: padding) else { preconditionFailure("one is not none") }
        return try body(memory)
    }
}
