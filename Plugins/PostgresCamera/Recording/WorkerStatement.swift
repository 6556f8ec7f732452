// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// The statement that merges workers into `workers`, and their load into the history.
enum WorkerStatement {
    /// A row at the least so often, also where nothing changed.
    private static let interval = "interval '1 minute'"
    private static let figures = ["alive", "active", "processed", "load1", "load5", "load15"]

    /// Who has not been heard of for two heartbeats is not alive, whether still in memory or not: Celery's rule.
    ///
    /// Its parameter is an array that holds the snapshot's time.
    static let expiry = """
        UPDATE workers SET alive = false, updated = i.at FROM unnest($1) AS i(at)
        WHERE alive AND COALESCE(last_heartbeat, '-infinity')
        + LEAST(GREATEST(COALESCE(freq, 60), 0), 1e9) * 2 * interval '1 second' <= i.at
        """

    /// Merges the rows.
    static func text(_ rows: WorkerColumns, history: Bool) -> String {
        // Names of which something was cut off may have become one.
        let source = "SELECT DISTINCT ON (hostname) * FROM \(rows.source) ORDER BY hostname, revision DESC"
        let upsert = """
            INSERT INTO workers AS w (\(rows.names)) SELECT \(rows.values) FROM \(history ? "i" : "(\(source)) AS i")
            ON CONFLICT (hostname) DO UPDATE SET \(rows.columns.compactMap { merge($0.name) }.joined(separator: ", "))
            WHERE (excluded.epoch, excluded.revision) > (w.epoch, w.revision)
            OR ((excluded.epoch, excluded.revision) = (w.epoch, w.revision) AND excluded.updated > w.updated
            AND (excluded.alive, excluded.offline) <> (w.alive, w.offline))
            """
        guard history else { return upsert }
        func list(_ row: String) -> String { figures.map { "\(row).\($0)" }.joined(separator: ", ") }
        return """
            WITH i AS MATERIALIZED (\(source)), h AS (
            INSERT INTO worker_history (hostname, at, \(figures.joined(separator: ", ")))
            SELECT i.hostname, i.updated, \(list("i")) FROM i LEFT JOIN LATERAL
            (SELECT * FROM worker_history h WHERE h.hostname = i.hostname ORDER BY h.at DESC LIMIT 1) AS h ON true
            WHERE h.at IS NULL OR (h.at < i.updated
            AND (h.at <= i.updated - \(interval) OR (\(list("h"))) IS DISTINCT FROM (\(list("i")))))
            ON CONFLICT DO NOTHING)
            \(upsert)
            """
    }

    private static func merge(_ name: String) -> String? {
        let (old, new) = ("w.\"\(name)\"", "excluded.\"\(name)\"")
        switch name {
        case "hostname": return nil
        case "alive", "offline", "updated", "revision", "epoch": return "\(name) = \(new)"
        case "attributes": return "attributes = COALESCE(\(old) || \(new), \(new), \(old))"
        default: return "\"\(name)\" = COALESCE(\(new), \(old))"
        }
    }
}
