// SPDX-License-Identifier: Apache-2.0
import ClusterState

/// A filter at work on one snapshot: remembers the answer for each interned text, so that a glob is tried
/// once per text and not once per task.
struct FilteredSnapshot {
    private let snapshot: Snapshot
    private let filter: TaskFilter
    private let isOpen: Bool
    private var names = Answers()
    private var states = Answers()
    private var workers = Answers()

    /// By number of a text: 0 not asked yet, 1 no, 2 yes.
    ///
    /// The numbers are dense.
    private struct Answers {
        private var known: [UInt8] = []

        @inline(__always)
        mutating func admits(_ id: TextID, _ filter: TextFilter, _ snapshot: Snapshot) -> Bool {
            let index = Int(id.rawValue)
            if index < known.count, known[index] != 0 { return known[index] == 2 }
            return ask(index, filter.admits(snapshot.text(id)))
        }

        private mutating func ask(_ index: Int, _ answer: Bool) -> Bool {
            if index >= known.count { known += repeatElement(0, count: max(index + 1, 2 * known.count) - known.count) }
            known[index] = answer ? 2 : 1
            return answer
        }
    }

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
        (filter.names.isOpen || names.admits(task.name, filter.names, snapshot))
            && (filter.states.isOpen || states.admits(task.state, filter.states, snapshot))
            && (filter.workers.isOpen || workers.admits(task.worker, filter.workers, snapshot))
    }
}
