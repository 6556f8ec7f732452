// SPDX-License-Identifier: Apache-2.0

import CameraKit

extension RecordingWriter {
    func deletions(at now: Double, ages: TaskAges) throws -> [Deletion] {
        var deletions: [Deletion] = []
        for state in try states() {
            guard let cutoff = ages.cutoff(of: state, at: now) else { continue }
            let deletion = try deletion(from: "tasks", where: "state = ?3 AND timestamp < ?2", cutoff)
            deletion.statement.bind(3, copying: state)
            deletions.append(deletion)
        }
        guard let cutoff = ages.historyCutoff(at: now) else { return deletions }
        let tables = try database.texts("SELECT name FROM sqlite_schema WHERE type = 'table'")
        for (table, time) in [("snapshots", "taken_at"), ("task_history", "at"), ("worker_history", "at")]
        where tables.contains(table) {
            deletions.append(try deletion(from: table, where: "\(time) < ?2", cutoff))
        }
        return deletions
            + [try deletion(from: "workers", where: "coalesce(last_heartbeat, updated) < ?2", cutoff)]
    }

    /// The states that tasks are in: a walk along the index, one look for each.
    private func states() throws -> [String] {
        try database.texts(
            """
            WITH RECURSIVE s(state) AS (SELECT min(state) FROM tasks UNION ALL
                SELECT (SELECT min(state) FROM tasks WHERE state > s.state) FROM s WHERE s.state IS NOT NULL)
            SELECT state FROM s WHERE state IS NOT NULL
            """)
    }

    private func deletion(from table: String, where condition: String, _ cutoff: Double) throws -> Deletion {
        let rows = "SELECT rowid FROM \(table) WHERE \(condition) LIMIT ?1"
        let deletion = try Deletion(database, "DELETE FROM \(table) WHERE rowid IN (\(rows))")
        deletion.statement.bind(2, cutoff)
        return deletion
    }
}
