// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// The statement that merges changed tasks into `tasks`, by the rules of a recording.
enum TaskStatement {
    /// Merges the rows; `distinct`: ids of which something was cut off or left out may have become one.
    static func text(_ rows: TaskColumns, history: Bool, distinct: Bool) -> String {
        let source =
            distinct
            ? "(SELECT DISTINCT ON (uuid) * FROM \(rows.source) ORDER BY uuid, revision DESC) AS i" : rows.source
        let upsert = """
            INSERT INTO tasks AS t (\(rows.names)) SELECT \(rows.values) FROM \(history ? "i" : source)
            ON CONFLICT (uuid) DO UPDATE SET \(rows.columns.compactMap { merge($0.name) }.joined(separator: ", "))
            WHERE (excluded.epoch, excluded.revision) > (t.epoch, t.revision)
            """
        guard history else { return upsert }
        return """
            WITH i AS MATERIALIZED (SELECT i.* FROM \(source)), h AS (
            INSERT INTO task_history (uuid, state, at, name, worker, epoch)
            SELECT i.uuid, s.state, s.at, i.name, i.worker, i.epoch
            FROM i CROSS JOIN LATERAL (VALUES \(states)) AS s(state, at) WHERE s.at IS NOT NULL
            ON CONFLICT DO NOTHING)
            \(upsert)
            """
    }

    /// States and when a task came to them; one that Celery does not know has no time but the last event's.
    private static var states: String {
        let known = TaskPrecedence.states.compactMap(\.self).map { "'\($0)'" }.joined(separator: ", ")
        return """
            ('PENDING', i.sent), ('RECEIVED', i.received), ('STARTED', i.started), ('SUCCESS', i.succeeded),
            ('FAILURE', i.failed), ('RETRY', i.retried), ('REVOKED', i.revoked), ('REJECTED', i.rejected),
            (CASE WHEN i.state IN (\(known)) THEN NULL ELSE i.state END,
            CASE WHEN i.state IN (\(known)) THEN NULL ELSE i."timestamp" END)
            """
    }

    /// What becomes of a column of a row that is there: a null never overwrites, and where the state would fall back,
    /// only what is missing is filled in.
    private static func merge(_ name: String) -> String? {
        let (old, new) = ("t.\"\(name)\"", "excluded.\"\(name)\"")
        switch name {
        case "uuid": return nil
        case "revision", "epoch": return "\(name) = \(new)"
        case "truncated": return "truncated = \(old) OR \(new)"
        // Of a run that knows less, attributes are put over the row's by name; of the same run they are all there are.
        case "attributes":
            return """
                attributes = CASE WHEN \(new) IS NULL THEN \(old) WHEN \(old) IS NULL THEN \(new)
                WHEN \(fallsBack) THEN CASE WHEN t.epoch = excluded.epoch THEN \(old) ELSE \(new) || \(old) END
                WHEN t.epoch = excluded.epoch THEN \(new) ELSE \(old) || \(new) END
                """
        case "state": return "state = CASE WHEN \(fallsBack) THEN \(old) ELSE \(new) END"
        default:
            return """
                "\(name)" = CASE WHEN \(new) IS NULL THEN \(old) WHEN \(old) IS NULL THEN \(new)
                WHEN \(fallsBack) THEN \(old) ELSE \(new) END
                """
        }
    }

    /// Whether the new state is further down in Celery's order, with no retry between. What is most common is asked first.
    private static let fallsBack = """
        (excluded.state NOT IN ('SUCCESS', 'RETRY') AND t.state NOT IN ('PENDING', 'RETRY') \
        AND NOT COALESCE(excluded.retried > t.retried, excluded.retried IS NOT NULL) \
        AND \(TaskPrecedence.sqlRank(of: "excluded.state")) > \(TaskPrecedence.sqlRank(of: "t.state")))
        """
}
