// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// The statements that write Django's tables.
struct DjangoSQL {
    private let tables: DjangoTables

    init(_ tables: DjangoTables) { self.tables = tables }

    /// Columns of tasks that a null never overwrites, with their parameters.
    private static let columns = [
        ("args", 5), ("kwargs", 6), ("eta", 7), ("expires", 8), ("result", 9), ("traceback", 10), ("runtime", 11),
        ("worker_id", 13),
    ]

    /// Writes a task; changes nothing where the row's state is higher, or the same and the row is newer.
    ///
    /// A higher state is written whatever the times: they come from the clocks of clients and workers, and one that is
    /// ahead must not hold a row back.
    ///
    /// Parameters: the task's columns in order, then 14 its state's rank, 15 when it was last retried.
    var upsertTask: String {
        let merged = Self.columns.map { "\($0.0) = coalesce(excluded.\($0.0), \(tables.tasks).\($0.0))" }
        return """
            INSERT INTO \(tables.tasks) (task_id, state, name, tstamp, args, kwargs, eta, expires, result, traceback,
                runtime, retries, hidden, worker_id)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 0, ?13)
            ON CONFLICT (task_id) DO UPDATE SET state = excluded.state, name = excluded.name,
                tstamp = excluded.tstamp, \(merged.joined(separator: ", ")),
                retries = max(\(tables.tasks).retries, excluded.retries)
            WHERE ?14 < \(rowRank) OR ?15 > \(tables.tasks).tstamp
                OR (excluded.tstamp >= \(tables.tasks).tstamp
                    AND (?14 = \(rowRank) OR \(tables.tasks).state = 'RETRY' OR excluded.state = 'RETRY'))
            """
    }

    /// Where a picture would lower the state, or is older: fills what the row lacks.
    var fillTask: String {
        let merged = Self.columns.map { "\($0.0) = coalesce(\($0.0), ?\($0.1))" }
        return """
            UPDATE \(tables.tasks) SET name = coalesce(name, ?3), \(merged.joined(separator: ", ")),
                retries = max(retries, ?12) WHERE task_id = ?1
            """
    }

    /// Parameters: hostname, heartbeat, the heartbeat that a row must not be beyond, now.
    var upsertWorker: String {
        let (column, value, update) =
            tables.hasLastUpdate ? (", last_update", ", ?4", ", last_update = excluded.last_update") : ("", "", "")
        return """
            INSERT INTO \(tables.workers) (hostname, last_heartbeat\(column)) VALUES (?1, ?2\(value))
            ON CONFLICT (hostname) DO UPDATE SET last_heartbeat = excluded.last_heartbeat\(update)
            WHERE excluded.last_heartbeat IS NOT NULL
                AND (\(tables.workers).last_heartbeat IS NULL OR \(tables.workers).last_heartbeat <= ?3)
            """
    }

    /// Parameter: hostname.
    var findWorker: String { "SELECT id FROM \(tables.workers) WHERE hostname = ?1" }

    /// The rank of the row's state.
    private var rowRank: String { TaskPrecedence.sqlRank(of: "\(tables.tasks).state") }
}
