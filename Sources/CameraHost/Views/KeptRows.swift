// SPDX-License-Identifier: Apache-2.0
import ClusterState

/// What the rows of a table show that holds the whole state: one entry per row, in order of slots.
///
/// A row of a task that has not changed since is right in the next picture, too, wherever it stands there: its revision
/// says so, and texts neither move nor change as long as a snapshot shows the task.
struct KeptRows {
    /// The task in a row, as it was written.
    struct Row: Equatable {
        var slot: UInt32
        var birth: UInt32
        var revision: UInt64

        init(_ task: TaskRecord) {
            slot = UInt32(truncatingIfNeeded: task.slot)
            birth = task.birth
            revision = task.revision
        }
    }

    /// Rows that go to another place as they are.
    struct Move {
        var from: Int
        var to: Int
        var count: Int
    }

    /// What turns the rows into those of another picture.
    struct Plan {
        fileprivate(set) var rows: [Row] = []
        fileprivate(set) var moves: [Move] = []
        /// Tasks whose rows have to be written, and where.
        fileprivate(set) var stale: [(task: TaskRecord, row: Int)] = []
    }

    private static let usualSize = 1 << 16
    private(set) var rows: [Row] = []
    private var origin: UInt64?
    private var revision: UInt64 = 0
    /// The lists of the plan before, for their memory.
    private var spare = Plan()

    /// Compares the rows with the tasks that a snapshot has and `isShown` admits.
    /// - Returns: nil if so few rows can stay that all had better be written.
    mutating func plan(_ snapshot: Snapshot, _ isShown: (TaskRecord) -> Bool) -> Plan? {
        // Slots, births and revisions mean something only within one state, and there only forwards.
        guard origin == snapshot.origin, snapshot.revision >= revision, !rows.isEmpty else { return nil }
        var plan = Plan()
        swap(&plan, &spare)
        plan.rows.removeAll(keepingCapacity: true)
        plan.moves.removeAll(keepingCapacity: true)
        plan.stale.removeAll(keepingCapacity: true)
        let most = max(snapshot.taskCount / 2, 16)
        var old = 0
        snapshot.forEachTask { task in
            guard plan.stale.count <= most, isShown(task) else { return }
            let row = Row(task)
            let place = plan.rows.count
            plan.rows.append(row)
            while old < rows.count, rows[old].slot < row.slot { old += 1 }
            guard old < rows.count, rows[old] == row else { return plan.stale.append((task, place)) }
            if old != place { Self.add(old, place, to: &plan.moves) }
        }
        guard plan.stale.count <= most else {
            spare = plan
            return nil
        }
        return plan
    }

    private static func add(_ from: Int, _ to: Int, to moves: inout [Move]) {
        if let last = moves.last, last.from + last.count == from, last.to + last.count == to {
            moves[moves.count - 1].count += 1
        } else {
            moves.append(Move(from: from, to: to, count: 1))
        }
    }

    /// The table now shows what the plan says.
    mutating func adopt(_ plan: consuming Plan, of snapshot: Snapshot) {
        swap(&rows, &plan.rows)
        spare = plan
        // Records point into the snapshot.
        spare.stale.removeAll(keepingCapacity: spare.stale.capacity <= Self.usualSize)
        note(snapshot)
    }

    /// Begins anew: nothing is right any more.
    mutating func reset(to snapshot: Snapshot) {
        rows.removeAll(keepingCapacity: true)
        spare = Plan()
        note(snapshot)
    }

    /// The next row shows this task.
    @inline(__always)
    mutating func append(_ task: TaskRecord) { rows.append(Row(task)) }

    private mutating func note(_ snapshot: Snapshot) {
        origin = snapshot.origin
        revision = snapshot.revision
    }
}
