// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// The statements that write evcam's own tables.
///
/// Parameters stand for the same thing in all statements of a table.
enum RecordingSQL {
    // Parameters of tasks: 1 uuid, 2 state, then `taskColumns`, then these.
    private static let firstFree = Int32(RecordingTables.taskColumns.count + 3)
    static let attributes = firstFree
    static let truncated = firstFree + 1
    static let epoch = firstFree + 2
    static let revision = firstFree + 3
    static let rank = firstFree + 4

    /// Writes a task; changes nothing where the row is as new, or its state higher.
    static let upsertTask: String = {
        let columns = ["uuid", "state"] + RecordingTables.taskColumns + ["attributes", "truncated", "epoch", "revision"]
        let values = (1...columns.count).map { "?\($0)" }.joined(separator: ", ")
        let merged = RecordingTables.taskColumns.map { "\($0) = coalesce(excluded.\($0), tasks.\($0))" }
        return """
            INSERT INTO tasks (\(columns.joined(separator: ", "))) VALUES (\(values))
            ON CONFLICT (uuid) DO UPDATE SET state = excluded.state, \(merged.joined(separator: ", ")),
                attributes = \(attributes("excluded.attributes", over: "tasks.attributes", "excluded.epoch")),
                truncated = max(tasks.truncated, excluded.truncated),
                epoch = excluded.epoch, revision = excluded.revision
            WHERE (excluded.epoch, excluded.revision) > (tasks.epoch, tasks.revision)
                AND (?\(rank) <= \(TaskPrecedence.sqlRank(of: "tasks.state")) OR tasks.state = 'RETRY' OR excluded.state = 'RETRY'
                    OR excluded.retried > coalesce(tasks.retried, -1e300))
            """
    }()

    /// Where a picture would lower the state: fills what the row lacks, and keeps the rest.
    static let fillTask: String = {
        let merged = RecordingTables.taskColumns.enumerated().map { index, column in
            "\(column) = coalesce(\(column), ?\(index + 3))"
        }
        return """
            UPDATE tasks SET \(merged.joined(separator: ", ")),
                attributes = \(attributes("attributes", over: "?\(attributes)", "?\(epoch)")),
                truncated = max(truncated, ?\(truncated)), epoch = ?\(epoch), revision = ?\(revision)
            WHERE uuid = ?1 AND (?\(epoch), ?\(revision)) > (epoch, revision)
            """
    }()

    /// Of a run that knows less, attributes are put over the row's by name; of the same run they are all there are.
    private static func attributes(_ upper: String, over lower: String, _ epoch: String) -> String {
        """
        CASE WHEN \(upper) IS NULL THEN \(lower) WHEN \(lower) IS NULL OR tasks.epoch = \(epoch) THEN \(upper)
            WHEN json_valid(\(lower)) AND json_valid(\(upper)) THEN json_patch(\(lower), \(upper)) ELSE \(upper) END
        """
    }

    // Parameters of workers: 1 hostname, 2 alive, 3 offline, then `workerColumns`, then these.
    private static let firstFreeOfWorkers = Int32(RecordingTables.workerColumns.count + 4)
    static let workerUpdated = firstFreeOfWorkers
    static let workerEpoch = firstFreeOfWorkers + 1
    static let workerRevision = firstFreeOfWorkers + 2

    /// Writes a worker.
    static let upsertWorker: String = {
        let columns = ["hostname", "alive", "offline"] + RecordingTables.workerColumns + ["updated", "epoch", "revision"]
        let values = (1...columns.count).map { "?\($0)" }.joined(separator: ", ")
        let merged = RecordingTables.workerColumns.map { "\($0) = coalesce(excluded.\($0), workers.\($0))" }
        return """
            INSERT INTO workers (\(columns.joined(separator: ", "))) VALUES (\(values))
            ON CONFLICT (hostname) DO UPDATE SET alive = excluded.alive, offline = excluded.offline,
                \(merged.joined(separator: ", ")), updated = excluded.updated, epoch = excluded.epoch,
                revision = excluded.revision
            WHERE (excluded.epoch, excluded.revision) > (workers.epoch, workers.revision)
            """
    }()

    /// What has not been heard of for two heartbeats is not alive, be it in memory or not; Celery's rule.
    static let expireWorkers = """
        UPDATE workers SET alive = 0, updated = ?1 WHERE alive AND coalesce(last_heartbeat, 0) + 2 * coalesce(freq, 60) <= ?1
        """

    /// Writes a snapshot. One that a kill left written but unconfirmed comes again with more in it.
    static let upsertSnapshot: String = {
        let columns = [
            "cluster", "epoch", "sequence", "taken_at", "base_revision", "revision", "changed", "removed",
            "event_count", "task_event_count", "tasks_in_memory", "workers_in_memory", "workers_alive", "losses",
            "gaps", "full_resync", "final", "replay",
        ]
        let values = (1...columns.count).map { "?\($0)" }.joined(separator: ", ")
        let new = columns.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        return """
            INSERT INTO snapshots (\(columns.joined(separator: ", "))) VALUES (\(values))
            ON CONFLICT (epoch, sequence) DO UPDATE SET \(new) WHERE excluded.revision > snapshots.revision
            """
    }()

    /// Parameters: uuid, state, at, name, worker, epoch.
    static let insertTaskHistory = """
        INSERT INTO task_history (uuid, state, at, name, worker, epoch) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT DO NOTHING
        """

    /// Parameters: the columns in their order. Nothing where the last row, not a minute older, says the same.
    static let insertWorkerHistory = """
        INSERT INTO worker_history (hostname, at, alive, active, processed, load1, load5, load15)
        SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE NOT EXISTS (
            SELECT 1 FROM (SELECT * FROM worker_history WHERE hostname = ?1 AND at <= ?2 ORDER BY at DESC LIMIT 1)
            WHERE at > ?2 - 60 AND alive = ?3 AND active IS ?4 AND processed IS ?5 AND load1 IS ?6 AND load5 IS ?7
                AND load15 IS ?8)
        ON CONFLICT DO NOTHING
        """
}
