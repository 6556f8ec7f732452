// SPDX-License-Identifier: Apache-2.0
import CameraABI
import ClusterState

/// Builds the pictures of one camera: finds what is new to it in a snapshot and lays it out as the ABI says.
///
/// Confined to its lane's thread.
final class DeltaBuilder {
    /// A task to hand over, and the row of the whole state that shows it, if there is one.
    private struct ChangedTask {
        var task: TaskRecord
        var row: UnsafePointer<evcam_task>?
    }

    private static let usualSize = 1 << 16
    private let camera: LoadedCamera
    private let cluster: String
    private let viewClass: Int
    private let isOpen: Bool
    // One thread, no re-entrance, as in the arena.
    @exclusivity(unchecked) private var delivered = DeliveredTasks()
    @exclusivity(unchecked) private var changed: [ChangedTask] = []
    @exclusivity(unchecked) private var removed: [TaskRecord] = []
    @exclusivity(unchecked) private var order = RevisionOrder()

    /// `viewClass` is the index of the camera's filter and redaction among the host's classes.
    init(_ camera: LoadedCamera, cluster: String, viewClass: Int) {
        self.camera = camera
        isOpen = camera.filter.isOpen
        self.cluster = cluster
        self.viewClass = viewClass
    }

    /// Fills a frame with the picture of a shutter.
    ///
    /// `base` is what the camera has confirmed; nil: nothing of this epoch yet.
    func build(_ shutter: Shutter, since base: UInt64?, into frame: ViewFrame) {
        let snapshot = shutter.snapshot
        let whole = camera.wants.contains(.tasks) ? shutter.shared.tasks(for: viewClass) : nil
        collect(snapshot, since: base ?? 0, whole)
        frame.begin(shutter, capacity: changed.count, whole)
        var writer = TaskWriter(snapshot, camera.redaction, into: frame.table)
        order.forEach { place, next in
            if let next, changed[next].row == nil { changed[next].task.prefetchPayload() }
            let change = changed[place]
            if let row = change.row { frame.table.append(row) } else { writer.write(change.task) }
        }
        var gone = removed.map { writer.removed($0) }
        gone.sort { $0.revision < $1.revision }
        release()

        let header = frame.header
        writeHead(header, shutter, base, frame.table.arena)
        header.pointee.changed = frame.table.tasks
        header.pointee.changed_count = UInt64(frame.table.count)
        header.pointee.removed = frame.table.arena.copy(gone)
        header.pointee.removed_count = UInt64(gone.count)
        writeWorkers(header, snapshot, since: base ?? 0, frame.table.arena)
        writeWanted(header, shutter, frame)
        writeLosses(header, shutter.context, frame.table.arena)
        writeLanes(header, shutter.lanes, frame.table.arena)
    }

    /// The camera confirmed the last picture.
    func confirm() { delivered.confirm() }

    /// Gathers the tasks to hand over.
    private func collect(_ snapshot: Snapshot, since base: UInt64, _ whole: SharedTasks?) {
        var shown = whole.map { ShownRows($0) }
        var filter = FilteredSnapshot(snapshot, camera.filter)
        order.reset()
        delivered.begin()
        snapshot.forEachTask(changedSince: base) { task in
            let isShown = filter.admits(task)
            // A task may be here only because it left the state: what it was the camera has already.
            if isShown, task.revision > base {
                changed.append(ChangedTask(task: task, row: shown?.row(of: task)))
                order.append(task.revision)
            }
            if isShown && task.removal == nil {
                if !isOpen { delivered.note(task) }
            } else if isOpen || isShown || delivered.contains(task) {
                removed.append(task)
                if !isOpen { delivered.noteGoodbye(task) }
            }
        }
    }

    /// Empties the lists; the memory of big ones goes back, for few deltas are as big as the first.
    private func release() {
        let isBig = changed.capacity > Self.usualSize
        if isBig { order = RevisionOrder() }
        changed.removeAll(keepingCapacity: !isBig)
        removed.removeAll(keepingCapacity: false)
    }

    private func writeHead(
        _ header: UnsafeMutablePointer<evcam_snapshot>, _ shutter: Shutter, _ base: UInt64?, _ arena: Arena
    ) {
        let (snapshot, context) = (shutter.snapshot, shutter.context)
        header.pointee.size = UInt32(MemoryLayout<evcam_snapshot>.size)
        header.pointee.flags =
            (base == nil ? EVCAM_SNAPSHOT_FULL_RESYNC : 0) | (context.isFinal ? EVCAM_SNAPSHOT_FINAL : 0)
            | (context.isReplay ? EVCAM_SNAPSHOT_REPLAY : 0)
            | (context.isDeterministic ? EVCAM_SNAPSHOT_DETERMINISTIC : 0)
        header.pointee.cluster = arena.text(cluster)
        header.pointee.epoch = arena.text(context.epoch)
        header.pointee.sequence = context.sequence
        header.pointee.base_revision = base ?? 0
        header.pointee.revision = snapshot.revision
        header.pointee.taken_at = snapshot.takenAt
        header.pointee.event_count = snapshot.eventCount
        header.pointee.task_event_count = snapshot.taskEventCount
        header.pointee.tasks_in_memory = UInt64(snapshot.taskCount)
        header.pointee.workers_in_memory = UInt64(snapshot.workerCount)
        header.pointee.task_stride = UInt32(MemoryLayout<evcam_task>.stride)
        header.pointee.removed_stride = UInt32(MemoryLayout<evcam_removed>.stride)
        header.pointee.worker_stride = UInt32(MemoryLayout<evcam_worker>.stride)
        header.pointee.task_count_stride = UInt32(MemoryLayout<evcam_task_count>.stride)
        header.pointee.counter_stride = UInt32(MemoryLayout<evcam_counter>.stride)
        header.pointee.loss_stride = UInt32(MemoryLayout<evcam_loss>.stride)
        header.pointee.gap_stride = UInt32(MemoryLayout<evcam_gap>.stride)
        header.pointee.lane_stride = UInt32(MemoryLayout<evcam_lane>.stride)
    }

    private func writeWorkers(
        _ header: UnsafeMutablePointer<evcam_snapshot>, _ snapshot: Snapshot, since base: UInt64, _ arena: Arena
    ) {
        var writer = WorkerWriter(snapshot, since: base, camera.redaction, arena)
        var workers: [evcam_worker] = []
        workers.reserveCapacity(snapshot.workerCount)
        snapshot.forEachWorker { workers.append(writer.view($0)) }
        header.pointee.workers = arena.copy(workers)
        header.pointee.worker_count = UInt64(workers.count)
        var gone: [evcam_removed] = []
        snapshot.forEachRemovedWorker(since: base) { gone.append(writer.removed($0)) }
        header.pointee.removed_workers = arena.copy(gone)
        header.pointee.removed_worker_count = UInt64(gone.count)
    }

    private func writeWanted(_ header: UnsafeMutablePointer<evcam_snapshot>, _ shutter: Shutter, _ frame: ViewFrame) {
        let wants = camera.wants
        if let tasks = frame.sharedTasks {
            header.pointee.tasks = tasks.table.tasks
            header.pointee.task_count = UInt64(tasks.table.count)
        }
        if wants.contains(.taskCounts) {
            let counts = shutter.shared.taskCounts(for: viewClass)
            header.pointee.task_counts = frame.table.arena.copy(placed(counts, frame.table.arena))
            header.pointee.task_count_count = UInt64(counts.count)
        }
        if wants.contains(.counters) {
            let counters = shutter.shared.eventCounters()
            header.pointee.counters = frame.table.arena.copy(placed(counters, frame.table.arena))
            header.pointee.counter_count = UInt64(counters.count)
        }
    }

    /// The shared counts as this frame shows them: with texts of its own, if another process reads it.
    private func placed(_ counts: [evcam_task_count], _ arena: Arena) -> [evcam_task_count] {
        guard arena.mirror != nil else { return counts }
        return counts.map {
            evcam_task_count(name: arena.place($0.name), state: arena.place($0.state), count: $0.count)
        }
    }

    private func placed(_ counters: [evcam_counter], _ arena: Arena) -> [evcam_counter] {
        guard arena.mirror != nil else { return counters }
        return counters.map {
            evcam_counter(
                type: arena.place($0.type), task: arena.place($0.task), hostname: arena.place($0.hostname),
                count: $0.count)
        }
    }

    private func writeLosses(
        _ header: UnsafeMutablePointer<evcam_snapshot>, _ context: ShutterContext, _ arena: Arena
    ) {
        header.pointee.losses = arena.copy(
            context.losses.map { evcam_loss(cause: arena.text($0.cause), count: $0.count) })
        header.pointee.loss_count = UInt64(context.losses.count)
        header.pointee.gaps = arena.copy(
            context.gaps.map {
                evcam_gap(
                    from: $0.from, until: $0.until, at_least: $0.atLeast, at_most: $0.atMost,
                    cause: arena.text($0.cause)
                )
            }
        )
        header.pointee.gap_count = UInt64(context.gaps.count)
    }

    private func writeLanes(_ header: UnsafeMutablePointer<evcam_snapshot>, _ lanes: [LaneReport], _ arena: Arena) {
        header.pointee.lanes = arena.copy(
            lanes.map { lane in
                evcam_lane(
                    name: arena.text(lane.name), camera: arena.text(lane.camera), shutters: lane.shutters, ok: lane.ok,
                    retry: lane.retry, drop: lane.drop, fatal: lane.fatal, merged: lane.merged,
                    throttled: lane.throttled, cleanups: lane.cleanups, deleted: lane.deleted, tasks: lane.tasks,
                    dropped: lane.dropped, overdue: lane.overdue, last_seconds: lane.lastSeconds,
                    total_seconds: lane.totalSeconds, last_success: lane.lastSuccess, revision: lane.revision,
                    off: lane.isOff ? 1 : 0, reserved: 0
                )
            }
        )
        header.pointee.lane_count = UInt64(lanes.count)
    }
}
