// SPDX-License-Identifier: Apache-2.0
import ClusterState

/// A filter at work on one snapshot: remembers the answer for each interned text, so that a glob is tried
/// once per text and not once per task.
struct FilteredSnapshot {
    private let snapshot: Snapshot
    private let filter: TaskFilter
    private let isOpen: Bool
    private var names: [TextID: Bool] = [:]
    private var states: [TextID: Bool] = [:]
    private var workers: [TextID: Bool] = [:]

    init(_ snapshot: Snapshot, _ filter: TaskFilter) {
        self.snapshot = snapshot
        self.filter = filter
        isOpen = filter.isOpen
    }

    /// Whether a task gets through.
    @inline(__always)
    mutating func admits(_ task: TaskRecord) -> Bool {
        isOpen || check(task)
    }

    private mutating func check(_ task: TaskRecord) -> Bool {
        Self.admits(task.name, filter.names, snapshot, &names)
            && Self.admits(task.state, filter.states, snapshot, &states)
            && Self.admits(task.worker, filter.workers, snapshot, &workers)
    }

    private static func admits(
        _ id: TextID, _ filter: TextFilter, _ snapshot: Snapshot, _ known: inout [TextID: Bool]
    ) -> Bool {
        if filter.isOpen { return true }
        if let answer = known[id] { return answer }
        let answer = filter.admits(snapshot.text(id))
        known[id] = answer
        return answer
    }
}
