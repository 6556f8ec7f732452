// SPDX-License-Identifier: Apache-2.0

/// A snapshot as JSON lines: a header, then a line for each thing that changed, or for everything.
///
/// The members are the field's own names; `docs/cameras/jsonl.md` lists them.
public struct SnapshotLines: Sendable {
    /// Revisions up to this one are known to the reader (delivery is at least once) and left out; 0: none.
    public var writtenRevision: UInt64
    /// Whether there is a line for every task and worker, not only for those that changed; the camera must want
    /// ``CameraDescription/Wants/tasks`` then.
    public var isFull: Bool

    /// Lines of what changed, or of everything.
    public init(writtenRevision: UInt64 = 0, isFull: Bool = false) {
        self.writtenRevision = writtenRevision
        self.isFull = isFull
    }

    /// Appends all lines.
    /// - Returns: how many follow the header.
    public func append(_ snapshot: SnapshotView, to out: inout JSONBuffer) -> Int {
        let tasks = isFull ? snapshot.tasks : snapshot.changed
        let changed = tasks.count { isNew($0.revision) }
        let workers = snapshot.workers.count(where: isShown)
        let removed =
            snapshot.removed.count { isNew($0.revision) }
            + snapshot.removedWorkers.count { isNew($0.revision) }
        appendHeader(snapshot, changed: changed, workers: workers, removed: removed, to: &out)
        for task in tasks where isNew(task.revision) {
            out.append(task: task)
        }
        for worker in snapshot.workers where isShown(worker) { out.append(worker: worker) }
        for item in snapshot.removed where isNew(item.revision) {
            out.append(removed: item, what: "task")
        }
        for item in snapshot.removedWorkers where isNew(item.revision) {
            out.append(removed: item, what: "worker")
        }
        return changed + workers + removed
    }

    private func isNew(_ revision: UInt64) -> Bool { writtenRevision == 0 || revision > writtenRevision }

    private func isShown(_ worker: WorkerView) -> Bool { (isFull || worker.hasChanged) && isNew(worker.revision) }

    private func appendHeader(
        _ snapshot: SnapshotView, changed: Int, workers: Int, removed: Int, to out: inout JSONBuffer
    ) {
        // What the file's next start looks for comes first.
        out.append("{\"kind\":\"snapshot\"")
        if isFull { out.append(",\"full\":true") }
        out.member(",\"lines\":", UInt64(changed + workers + removed))
        out.member(",\"revision\":", snapshot.revision)
        out.member(",\"taken_at\":", snapshot.takenAt)
        if !snapshot.isDeterministic { out.member(",\"epoch\":", snapshot.epoch) }
        out.member(",\"cluster\":", snapshot.cluster)
        out.member(",\"sequence\":", snapshot.sequence)
        out.member(",\"base_revision\":", snapshot.baseRevision)
        if snapshot.isFullResync { out.append(",\"full_resync\":true") }
        if snapshot.isFinal { out.append(",\"final\":true") }
        if snapshot.isReplay { out.append(",\"replay\":true") }
        out.member(",\"event_count\":", snapshot.eventCount)
        out.member(",\"task_event_count\":", snapshot.taskEventCount)
        out.member(",\"tasks_in_memory\":", snapshot.tasksInMemory)
        out.member(",\"workers_in_memory\":", snapshot.workersInMemory)
        out.member(",\"changed\":", UInt64(changed))
        out.member(",\"workers\":", UInt64(workers))
        out.member(",\"removed\":", UInt64(removed))
        appendLosses(snapshot, to: &out)
        appendLanes(snapshot, to: &out)
        out.append("}\n")
    }

    private func appendLosses(_ snapshot: SnapshotView, to out: inout JSONBuffer) {
        if !snapshot.losses.isEmpty {
            out.append(",\"losses\":")
            out.append(object: snapshot.losses)
        }
        if !snapshot.gaps.isEmpty {
            out.append(",\"gaps\":")
            out.append(array: snapshot.gaps)
        }
    }

    private func appendLanes(_ snapshot: SnapshotView, to out: inout JSONBuffer) {
        guard !snapshot.lanes.isEmpty else { return }
        out.append(",\"lanes\":[")
        for (index, lane) in snapshot.lanes.enumerated() {
            out.append(index > 0 ? ",{\"name\":" : "{\"name\":")
            out.append(quoted: lane.name)
            out.member(",\"camera\":", lane.camera)
            out.member(",\"shutters\":", lane.shutters)
            out.member(",\"ok\":", lane.ok)
            out.member(",\"retry\":", lane.retry)
            out.member(",\"drop\":", lane.drop)
            out.member(",\"fatal\":", lane.fatal)
            out.member(",\"merged\":", lane.merged)
            out.member(",\"throttled\":", lane.throttled)
            out.member(",\"cleanups\":", lane.cleanups)
            out.member(",\"deleted\":", lane.deleted)
            out.member(",\"tasks\":", lane.tasks)
            out.member(",\"dropped\":", lane.dropped)
            out.member(",\"revision\":", lane.revision)
            if lane.isOff { out.append(",\"off\":true") }
            if !snapshot.isDeterministic {
                out.member(",\"overdue\":", lane.overdue)
                out.member(",\"last_seconds\":", lane.lastSeconds)
                out.member(",\"total_seconds\":", lane.totalSeconds)
                out.member(",\"last_success\":", lane.lastSuccess)
            }
            out.append("}")
        }
        out.append("]")
    }
}
