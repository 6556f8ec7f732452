// SPDX-License-Identifier: Apache-2.0
import CameraABI
import CameraHost

/// A snapshot put together by hand.
final class SnapshotDraft {
    /// Where it lives.
    let memory: StageMemory
    /// The header; `seal()` fills in the arrays.
    var header = evcam_snapshot()
    /// Tasks of the delta.
    var changed: [evcam_task] = []
    /// All tasks, only for cameras that want them; nil: the same as `changed`.
    var tasks: [evcam_task]?
    /// Tasks that left.
    var removed: [evcam_removed] = []
    /// Workers in memory.
    var workers: [evcam_worker] = []
    /// Workers that left.
    var removedWorkers: [evcam_removed] = []
    /// Whether losses, gaps, lanes, counts and counters come along.
    var hasFigures = true

    private let layout: StageLayout
    private let wants: SnapshotWants
    private var known: [String: evcam_string] = [:]

    /// An empty picture; `wants` says which of the costly parts come along.
    init(_ layout: StageLayout, wants: SnapshotWants, sequence: UInt64, base: UInt64, revision: UInt64) {
        self.layout = layout
        self.wants = wants
        memory = StageMemory(isGuarded: layout.isGuarded)
        header.cluster = text("evcam-test")
        header.epoch = text("2026-01-01T00:00:00.000000Z-1")
        header.sequence = sequence
        header.base_revision = base
        header.revision = revision
        header.taken_at = 1_767_225_600 + Double(sequence)
        header.event_count = revision
        header.task_event_count = revision / 3
    }

    /// A text; the same text is the same memory.
    func text(_ text: String) -> evcam_string {
        if let found = known[text] { return found }
        let made = memory.text(text)
        if known.count < 256 { known[text] = made }
        return made
    }

    /// A task of which nothing is known but id, state and revision.
    func bareTask(_ uuid: evcam_string, revision: UInt64, state: String = "PENDING") -> evcam_task {
        var task = evcam_task()
        task.size = UInt32(MemoryLayout<evcam_task>.size + layout.elementPadding)
        task.revision = revision
        task.uuid = uuid
        task.state = text(state)
        for time: WritableKeyPath<evcam_task, Double> in [
            \.timestamp, \.local_received, \.sent, \.received, \.started, \.succeeded, \.failed, \.retried, \.revoked,
            \.rejected, \.runtime,
        ] { task[keyPath: time] = .nan }
        task.retries = .min
        task.pid = .min
        task.attribute_stride = UInt32(MemoryLayout<evcam_attribute>.stride + layout.elementPadding)
        return task
    }

    /// A task as they come.
    func task(_ uuid: evcam_string, revision: UInt64, state: String = "SUCCESS") -> evcam_task {
        var task = bareTask(uuid, revision: revision, state: state)
        let time = header.taken_at - 10
        task.name = text("shop.tasks.charge")
        task.worker = text("celery@shop-1")
        task.client = text("gen1@shop-web")
        task.hostname = task.worker
        task.args = text("(42, 'EUR')")
        task.kwargs = text("{}")
        task.exchange = text("celery")
        task.routing_key = text("celery")
        task.queue = text("celery")
        task.root_id = uuid
        (task.sent, task.received, task.started) = (time, time + 0.1, time + 0.2)
        (task.timestamp, task.local_received) = (time + 0.5, time + 0.6)
        task.retries = 0
        task.pid = 4711
        task.clock = Int64(clamping: revision)
        if state == "SUCCESS" {
            (task.succeeded, task.runtime, task.result) = (time + 0.5, 0.3, text("'paid'"))
            task.flags |= EVCAM_TASK_READY
        } else if state == "FAILURE" {
            (task.failed, task.exception) = (time + 0.5, text("ValueError('no such account')"))
            task.traceback = text("Traceback (most recent call last):\n  ...\nValueError: no such account\n")
            task.flags |= EVCAM_TASK_READY
        }
        return task
    }

    /// Gives a task attributes.
    func attributes(_ attributes: [evcam_attribute], of task: inout evcam_task) {
        task.attributes = memory.array(attributes, padding: layout.elementPadding)
        task.attribute_count = UInt64(attributes.count)
    }

    /// A worker as they come.
    func worker(_ hostname: evcam_string, revision: UInt64) -> evcam_worker {
        var worker = evcam_worker()
        worker.size = UInt32(MemoryLayout<evcam_worker>.size + layout.elementPadding)
        worker.flags = EVCAM_WORKER_CHANGED | EVCAM_WORKER_ALIVE
        worker.revision = revision
        worker.hostname = hostname
        (worker.sw_ident, worker.sw_ver, worker.sw_sys) = (text("py-celery"), text("5.5.0"), text("Linux"))
        worker.freq = 2
        worker.loadavg = (0.5, 0.25, 0.1)
        worker.heartbeats = (header.taken_at - 2, 0, 0, 0)
        worker.heartbeat_count = 1
        (worker.pid, worker.clock, worker.active, worker.processed) = (99, Int64(clamping: revision), 1, 1000)
        worker.attribute_stride = UInt32(MemoryLayout<evcam_attribute>.stride + layout.elementPadding)
        return worker
    }

    /// A task or worker that left.
    func gone(_ id: evcam_string, revision: UInt64, reason: UInt32 = EVCAM_REMOVED_EVICTED) -> evcam_removed {
        evcam_removed(
            size: UInt32(MemoryLayout<evcam_removed>.size + layout.elementPadding), reason: reason,
            revision: revision, id: id)
    }

    /// The struct, ready to be handed over.
    func seal() -> UnsafePointer<evcam_snapshot> {
        var snapshot = header
        let padding = layout.elementPadding
        snapshot.size = UInt32(MemoryLayout<evcam_snapshot>.size + layout.structPadding)
        snapshot.changed = memory.array(changed, padding: padding)
        snapshot.changed_count = UInt64(changed.count)
        snapshot.removed = memory.array(removed, padding: padding)
        snapshot.removed_count = UInt64(removed.count)
        snapshot.workers = memory.array(workers, padding: padding)
        snapshot.worker_count = UInt64(workers.count)
        snapshot.workers_in_memory = snapshot.worker_count
        snapshot.removed_workers = memory.array(removedWorkers, padding: padding)
        snapshot.removed_worker_count = UInt64(removedWorkers.count)
        snapshot.tasks_in_memory = UInt64((tasks ?? changed).count)
        if wants.contains(.tasks) {
            snapshot.tasks = tasks.map { memory.array($0, padding: padding) } ?? snapshot.changed
            snapshot.task_count = snapshot.tasks_in_memory
        }
        if hasFigures { addFigures(&snapshot, padding: padding) }
        func stride<T>(_ type: T.Type) -> UInt32 { UInt32(MemoryLayout<T>.stride + padding) }
        snapshot.task_stride = stride(evcam_task.self)
        snapshot.removed_stride = stride(evcam_removed.self)
        snapshot.worker_stride = stride(evcam_worker.self)
        snapshot.task_count_stride = stride(evcam_task_count.self)
        snapshot.counter_stride = stride(evcam_counter.self)
        snapshot.loss_stride = stride(evcam_loss.self)
        snapshot.gap_stride = stride(evcam_gap.self)
        snapshot.lane_stride = stride(evcam_lane.self)
        let sealed = memory.place(snapshot, padding: layout.structPadding)
        if layout.access == .readOnly { memory.makeReadOnly() }
        return sealed
    }

    private func addFigures(_ snapshot: inout evcam_snapshot, padding: Int) {
        if wants.contains(.taskCounts) {
            var counts: [String: UInt64] = [:]
            for task in tasks ?? changed { counts[task.state.string(atMost: 64) ?? "PENDING", default: 0] += 1 }
            let rows = counts.sorted { $0.key < $1.key }.map {
                evcam_task_count(name: text("shop.tasks.charge"), state: text($0.key), count: $0.value)
            }
            snapshot.task_counts = memory.array(rows, padding: padding)
            snapshot.task_count_count = UInt64(rows.count)
        }
        if wants.contains(.counters) {
            let counters = ["task-sent", "task-received", "task-started", "task-succeeded"].map {
                evcam_counter(
                    type: text($0), task: text("shop.tasks.charge"), hostname: text("celery@shop-1"),
                    count: header.revision)
            }
            snapshot.counters = memory.array(counters, padding: padding)
            snapshot.counter_count = UInt64(counters.count)
        }
        let losses = [
            evcam_loss(cause: text("undecodable"), count: 1), evcam_loss(cause: text("too_large"), count: 2),
        ]
        snapshot.losses = memory.array(losses, padding: padding)
        snapshot.loss_count = UInt64(losses.count)
        let gaps = [
            evcam_gap(
                from: header.taken_at - 60, until: header.taken_at - 50, at_least: 3, at_most: .max,
                cause: text("connection_lost")),
            evcam_gap(
                from: header.taken_at - 5, until: .nan, at_least: 0, at_most: 9, cause: text("connection_lost")),
        ]
        snapshot.gaps = memory.array(gaps, padding: padding)
        snapshot.gap_count = UInt64(gaps.count)
        var lane = evcam_lane()
        (lane.name, lane.camera) = (text("probe"), text("probe"))
        (lane.last_seconds, lane.last_success) = (.nan, .nan)
        var other = lane
        other.name = text("another")
        snapshot.lanes = memory.array([lane, other], padding: padding)
        snapshot.lane_count = 2
    }
}
