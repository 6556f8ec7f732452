// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// The statements that write Django's tables.
///
/// A row that is there is updated without an attempt to insert it: each attempt would use up one of the ids, of which a
/// table has 2,147,483,647.
struct DjangoStatements {
    let names: DjangoNames

    /// Workers' heartbeats: two arrays, then the time of writing as a third.
    var workers: String {
        let source = """
            SELECT DISTINCT ON (hostname) left(h, 255) AS hostname, b AS last_heartbeat, u AS last_update
            FROM unnest($1, $2, $3) AS i(h, b, u) ORDER BY hostname, b DESC NULLS LAST
            """
        let list = "hostname, last_heartbeat" + (names.hasLastUpdate ? ", last_update" : "")
        let update = names.hasLastUpdate ? ", last_update = GREATEST(w.last_update, i.last_update)" : ""
        return """
            WITH i AS MATERIALIZED (\(source)), n AS (
            INSERT INTO \(names.workers) (\(list)) SELECT \(list) FROM i
            WHERE NOT EXISTS (SELECT 1 FROM \(names.workers) w WHERE w.hostname = i.hostname)
            ON CONFLICT DO NOTHING)
            UPDATE \(names.workers) w SET last_heartbeat = GREATEST(w.last_heartbeat, i.last_heartbeat)\(update)
            FROM i WHERE w.hostname = i.hostname
            """
    }

    /// Workers that only tasks name: one array.
    var missingWorkers: String {
        let list = "hostname" + (names.hasLastUpdate ? ", last_update" : "")
        return """
            INSERT INTO \(names.workers) (\(list)) SELECT h\(names.hasLastUpdate ? ", now()" : "")
            FROM (SELECT DISTINCT left(h, 255) AS h FROM unnest($1) AS i(h) WHERE h IS NOT NULL) AS i
            WHERE NOT EXISTS (SELECT 1 FROM \(names.workers) w WHERE w.hostname = i.h) ON CONFLICT DO NOTHING
            """
    }

    /// Tasks: the columns' arrays.
    func tasks(_ rows: DjangoTaskColumns) -> String {
        let source = """
            SELECT DISTINCT ON (i.task_id) i.task_id, left(i.state, 64) AS state, left(i.name, 200) AS name, i.tstamp,
            i.args, i.kwargs, i.eta, i.expires, i.result, i.traceback, i.runtime, i.retries::integer AS retries,
            w.id AS worker_id, i.retried
            FROM \(rows.source) LEFT JOIN \(names.workers) w ON w.hostname = left(i.worker, 255)
            ORDER BY i.task_id, i.tstamp DESC
            """
        let list =
            "task_id, state, name, tstamp, args, kwargs, eta, expires, result, traceback, runtime, worker_id, retries, hidden"
        let values = list.split(separator: ", ").map {
            $0 == "hidden" ? "false" : $0 == "retries" ? "COALESCE(i.retries, 0)" : "i.\($0)"
        }
        return """
            WITH i AS MATERIALIZED (\(source)), n AS (
            INSERT INTO \(names.tasks) AS t (\(list)) SELECT \(values.joined(separator: ", ")) FROM i
            WHERE NOT EXISTS (SELECT 1 FROM \(names.tasks) t WHERE t.task_id = i.task_id)
            ON CONFLICT (task_id) DO UPDATE SET \(Self.merge("excluded", goesOn: Self.goesOn("excluded", nil))))
            UPDATE \(names.tasks) t SET \(Self.merge("i", goesOn: Self.goesOn("i", "i.retried")))
            FROM i WHERE t.task_id = i.task_id
            """
    }

    /// A null never overwrites, and a picture that would take the row back only fills what is missing.
    private static func merge(_ new: String, goesOn: String) -> String {
        let nullable = [
            "name", "args", "kwargs", "eta", "expires", "result", "traceback", "runtime", "worker_id",
        ].map { column in
            """
            \(column) = CASE WHEN \(new).\(column) IS NULL THEN t.\(column)
            WHEN t.\(column) IS NULL OR \(goesOn) THEN \(new).\(column) ELSE t.\(column) END
            """
        }
        let others = ["state", "tstamp"].map { column in
            "\(column) = CASE WHEN \(goesOn) THEN \(new).\(column) ELSE t.\(column) END"
        }
        let retries = "retries = CASE WHEN \(goesOn) THEN COALESCE(\(new).retries, t.retries) ELSE t.retries END"
        return (nullable + others + [retries]).joined(separator: ", ")
    }

    /// Whether the picture is ahead of the row: its state is further up in Celery's order, or the same or a matter of
    /// retries and later.
    ///
    /// The row does not know when it was retried; what was retried after its last event has been so since.
    private static func goesOn(_ new: String, _ retried: String?) -> String {
        let (rank, old) = (TaskPrecedence.sqlRank(of: "\(new).state"), TaskPrecedence.sqlRank(of: "t.state"))
        let isLater = """
            (\(new).tstamp >= t.tstamp AND (\(new).state = 'RETRY' OR t.state = 'RETRY' OR \(rank) = \(old)))
            """
        let isRetried = retried.map { " OR COALESCE(\($0) > t.tstamp, false)" } ?? ""
        return "(\(rank) < \(old) OR \(isLater)\(isRetried))"
    }
}
