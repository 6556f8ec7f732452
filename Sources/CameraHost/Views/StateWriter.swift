// SPDX-License-Identifier: Apache-2.0
import ClusterState

/// Lays out the whole state as a class of cameras sees it, in order of slots.
///
/// In a table that shows an earlier picture of the same state only the rows of tasks that changed are written.
struct StateWriter {
    private let snapshot: Snapshot
    private let viewClass: ViewClass
    private let table: TaskTable

    init(_ snapshot: Snapshot, _ viewClass: ViewClass, into table: TaskTable) {
        self.snapshot = snapshot
        self.viewClass = viewClass
        self.table = table
    }

    /// Makes the table show the snapshot.
    func write() {
        if !table.isWasteful, let plan = plan(), table.isKept(capacity: snapshot.taskCount) {
            rewrite(plan)
        } else {
            writeAll()
        }
    }

    private func plan() -> KeptRows.Plan? {
        var filter = FilteredSnapshot(snapshot, viewClass.filter)
        return table.kept.plan(snapshot) { filter.admits($0) }
    }

    private func rewrite(_ plan: KeptRows.Plan) {
        table.move(plan.moves, count: plan.rows.count)
        table.arena.mirror?.begin()
        var writer = TaskWriter(snapshot, viewClass.redaction, into: table)
        for (index, (task, row)) in plan.stale.enumerated() {
            let next = index + RevisionOrder.lead
            if next < plan.stale.count { plan.stale[next].task.prefetchPayload() }
            if let view = table.row(row) { writer.write(task, to: view) }
        }
        table.kept.adopt(plan, of: snapshot)
    }

    private func writeAll() {
        table.reset(capacity: snapshot.taskCount)
        table.kept.reset(to: snapshot)
        table.arena.mirror?.begin()
        var filter = FilteredSnapshot(snapshot, viewClass.filter)
        var writer = TaskWriter(snapshot, viewClass.redaction, into: table)
        snapshot.forEachTask { task in
            guard filter.admits(task) else { return }
            writer.write(task)
            table.kept.append(task)
        }
        table.noteWhole()
    }
}
