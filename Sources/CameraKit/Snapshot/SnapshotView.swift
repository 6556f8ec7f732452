// SPDX-License-Identifier: Apache-2.0

public import CameraABI

/// The picture.
///
/// The delta covers the revisions beyond ``baseRevision`` up to ``revision``.
///
/// Delivery is at least once: make writes idempotent by (epoch, revision).
public struct SnapshotView: StructView {
    @usableFromInline let layout: UnsafePointer<evcam_snapshot>

    /// A view over the struct at an address.
    @inlinable public init(_ layout: UnsafePointer<evcam_snapshot>) { self.layout = layout }

    /// Whether ``changed`` is the whole state: forget what you had of this epoch.
    @inlinable public var isFullResync: Bool { layout.pointee.flags & EVCAM_SNAPSHOT_FULL_RESYNC != 0 }
    /// Whether it is the last picture of this run.
    @inlinable public var isFinal: Bool { layout.pointee.flags & EVCAM_SNAPSHOT_FINAL != 0 }
    /// Whether it was taken from a recording; times are the recording's.
    @inlinable public var isReplay: Bool { layout.pointee.flags & EVCAM_SNAPSHOT_REPLAY != 0 }
    /// Whether to leave out what differs from run to run.
    @inlinable public var isDeterministic: Bool { layout.pointee.flags & EVCAM_SNAPSHOT_DETERMINISTIC != 0 }
    /// The cluster's name in the configuration.
    @inlinable public var cluster: TextView? { TextView(layout.pointee.cluster) }
    /// Id of the numbering of revisions; later epochs sort behind earlier ones.
    @inlinable public var epoch: TextView? { TextView(layout.pointee.epoch) }
    /// Number of the shutter in this epoch, from 1.
    @inlinable public var sequence: UInt64 { layout.pointee.sequence }
    /// What this camera had confirmed; 0: nothing.
    @inlinable public var baseRevision: UInt64 { layout.pointee.base_revision }
    /// The state's revision in this picture.
    @inlinable public var revision: UInt64 { layout.pointee.revision }
    /// When it was taken, UNIX seconds.
    @inlinable public var takenAt: Double { layout.pointee.taken_at }
    /// Events seen since the epoch began.
    @inlinable public var eventCount: UInt64 { layout.pointee.event_count }
    /// task-received events among them (`State.task_count`).
    @inlinable public var taskEventCount: UInt64 { layout.pointee.task_event_count }
    /// Tasks in the state.
    @inlinable public var tasksInMemory: UInt64 { layout.pointee.tasks_in_memory }
    /// Workers in the state.
    @inlinable public var workersInMemory: UInt64 { layout.pointee.workers_in_memory }
    /// Tasks with a revision in the delta that match the camera's filter.
    @inlinable public var changed: ViewList<TaskView> {
        ViewList(layout.pointee.changed, layout.pointee.changed_count, layout.pointee.task_stride)
    }
    /// Tasks that left the state or the filter in the delta.
    @inlinable public var removed: ViewList<RemovedView> {
        ViewList(layout.pointee.removed, layout.pointee.removed_count, layout.pointee.removed_stride)
    }
    /// All workers in memory.
    @inlinable public var workers: ViewList<WorkerView> {
        ViewList(layout.pointee.workers, layout.pointee.worker_count, layout.pointee.worker_stride)
    }
    /// Workers that left the state in the delta.
    @inlinable public var removedWorkers: ViewList<RemovedView> {
        ViewList(layout.pointee.removed_workers, layout.pointee.removed_worker_count, layout.pointee.removed_stride)
    }
    /// All tasks in memory that match; only for ``CameraDescription/Wants/tasks``.
    @inlinable public var tasks: ViewList<TaskView> {
        ViewList(layout.pointee.tasks, layout.pointee.task_count, layout.pointee.task_stride)
    }
    /// Tasks by name and state; only for ``CameraDescription/Wants/taskCounts``.
    @inlinable public var taskCounts: ViewList<TaskCountView> {
        ViewList(layout.pointee.task_counts, layout.pointee.task_count_count, layout.pointee.task_count_stride)
    }
    /// Event counters; only for ``CameraDescription/Wants/counters``.
    @inlinable public var counters: ViewList<CounterView> {
        ViewList(layout.pointee.counters, layout.pointee.counter_count, layout.pointee.counter_stride)
    }
    /// What was lost, by cause.
    @inlinable public var losses: ViewList<LossView> {
        ViewList(layout.pointee.losses, layout.pointee.loss_count, layout.pointee.loss_stride)
    }
    /// Times in which events may have been missed.
    @inlinable public var gaps: ViewList<GapView> {
        ViewList(layout.pointee.gaps, layout.pointee.gap_count, layout.pointee.gap_stride)
    }
    /// Every camera's lane, this one's among them.
    @inlinable public var lanes: ViewList<LaneView> {
        ViewList(layout.pointee.lanes, layout.pointee.lane_count, layout.pointee.lane_stride)
    }

    /// Refuses what is shorter than the ABI's first version: a host that breaks its contract.
    init(checking snapshot: UnsafePointer<evcam_snapshot>?) throws(CameraError) {
        guard let snapshot else { throw .fatal("the host handed over no snapshot: the host is broken") }
        let size = snapshot.pointee.size
        guard size >= MemoryLayout<evcam_snapshot>.size else {
            let expected = MemoryLayout<evcam_snapshot>.size
            throw .fatal(
                "the host's snapshot has \(size) bytes, fewer than the \(expected) of ABI 1.0: update the host")
        }
        let raw = snapshot.pointee
        let arrays: [(String, UInt64, UInt32, Int)] = [
            ("changed", raw.changed_count, raw.task_stride, MemoryLayout<evcam_task>.size),
            ("tasks", raw.task_count, raw.task_stride, MemoryLayout<evcam_task>.size),
            ("removed", raw.removed_count, raw.removed_stride, MemoryLayout<evcam_removed>.size),
            ("removed_workers", raw.removed_worker_count, raw.removed_stride, MemoryLayout<evcam_removed>.size),
            ("workers", raw.worker_count, raw.worker_stride, MemoryLayout<evcam_worker>.size),
            ("task_counts", raw.task_count_count, raw.task_count_stride, MemoryLayout<evcam_task_count>.size),
            ("counters", raw.counter_count, raw.counter_stride, MemoryLayout<evcam_counter>.size),
            ("losses", raw.loss_count, raw.loss_stride, MemoryLayout<evcam_loss>.size),
            ("gaps", raw.gap_count, raw.gap_stride, MemoryLayout<evcam_gap>.size),
            ("lanes", raw.lane_count, raw.lane_stride, MemoryLayout<evcam_lane>.size),
        ]
        for (name, count, stride, size) in arrays where count > 0 && Int(stride) < size {
            throw .fatal("the host's `\(name)` has elements of \(stride) bytes, ABI 1.0 has \(size): update the host")
        }
        self.init(snapshot)
    }
}

@available(*, unavailable)
extension SnapshotView: Sendable {}
