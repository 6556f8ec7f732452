// SPDX-License-Identifier: Apache-2.0
package import CeleryEvents

/// The state of a Celery cluster (`celery.events.state.State`), kept so that a snapshot costs next to nothing.
///
/// Confined to one thread: the one that applies the events. Snapshots may go to others.
public final class ClusterState {
    var core: StateCore

    /// Makes an empty state.
    /// - Parameters:
    ///   - limits: what bounds it.
    ///   - celeryExact: keep Celery's plain errors too (see docs/celery-differences.md).
    ///   - cameras: how many cameras follow it, at most 64. What they have not seen is kept for them.
    ///   - interest: which tasks concern which of them; nil: every task concerns every camera.
    public init(
        limits: Limits = Limits(), celeryExact: Bool = false, cameras: Int = 0, interest: CameraInterest? = nil
    ) {
        core = StateCore(limits: limits, celeryExact: celeryExact, cameras: cameras, interest: interest)
    }

    /// Applies decoded events, in order (`State.event`).
    ///
    /// They need their clocks and times from an `EventReceiver`.
    package func apply(_ batch: EventBatch) {
        core.apply(batch)
    }

    /// Takes a picture.
    /// - Parameter now: UNIX seconds.
    /// - Returns: the picture, for any thread.
    public func snapshot(at now: Double) -> Snapshot {
        core.reclaimer.collect()
        core.releaseSeen()
        return Snapshot(of: core, generation: core.reclaimer.beginGeneration(), takenAt: now)
    }

    /// Empties the workers and the ready tasks (all tasks, if not `ready`), as `State.clear`; what a camera has not
    /// seen yet stays for it.
    ///
    /// Without `celeryExact` no counter starts again.
    public func clear(ready: Bool = true) {
        core.clear(ready: ready)
    }

    /// Lets the numbering of changes go on behind that one, which an earlier run has reached; never backwards.
    package func resume(behind revision: UInt64) {
        core.revision = max(core.revision, revision)
    }

    // MARK: - Cameras

    /// A camera has confirmed a snapshot: everything up to its revision is safe.
    public func advance(camera: Int, to revision: UInt64) {
        core.cursors.advance(camera, to: revision)
    }

    /// A camera holds no snapshot older than that revision (nil: none at all).
    public func settle(camera: Int, outstanding: UInt64?) {
        core.cursors.settle(camera, outstanding: outstanding)
    }

    /// A camera is off for good: nothing is kept for it any more.
    public func deactivate(camera: Int) {
        core.cursors.deactivate(camera)
    }

    /// Changes of tasks that `max_pending` dropped before the camera saw them.
    public func droppedCount(camera: Int) -> UInt64 {
        core.cursors.droppedCount(camera)
    }

    /// Removed tasks that are kept for cameras: how many, and their bytes.
    public var pending: (count: Int, bytes: Int) { (core.cursors.heldCount, core.cursors.heldBytes) }

    // MARK: - Figures

    /// Number of the last change: every event and every clearing is one.
    public var revision: UInt64 { core.revision }
    /// Events seen (`State.event_count`).
    public var eventCount: UInt64 { core.eventCount }
    /// `task-received` events among them (`State.task_count`).
    public var taskEventCount: UInt64 { core.taskEventCount }
    /// Tasks in the state.
    public var taskCount: Int { core.recency.count }
    /// Workers in the state.
    public var workerCount: Int { core.workerRecency.count }
    /// Events that were left out, by reason.
    public var faults: [EventFault: UInt64] { core.faults }
    /// Where its bytes are.
    public var memoryUse: MemoryUse { core.memoryUse }

    /// Warnings about clocks that nobody has fetched yet.
    public func takeDriftWarnings() -> [DriftWarning] {
        if core.drifts.pending.isEmpty { return [] }
        defer { core.drifts.pending = [] }
        return core.drifts.pending
    }
}
