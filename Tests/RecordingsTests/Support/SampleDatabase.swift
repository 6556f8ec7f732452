// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Testing

/// The tables of docs/recordings.md, and a connection that writes to them.
final class SampleDatabase {
    private static let columns: [(table: String, columns: String)] = [
        (
            "tasks",
            """
            uuid TEXT PRIMARY KEY, name TEXT, state TEXT NOT NULL, worker TEXT, client TEXT, hostname TEXT, queue TEXT, \
            exchange TEXT, routing_key TEXT, root_id TEXT, parent_id TEXT, args TEXT, kwargs TEXT, result TEXT, \
            exception TEXT, traceback TEXT, retries INTEGER, runtime REAL, eta TIME, expires TIME, sent TIME, \
            received TIME, started TIME, succeeded TIME, failed TIME, retried TIME, revoked TIME, rejected TIME, \
            timestamp TIME, local_received TIME, clock INTEGER, pid INTEGER, attributes JSON, truncated FLAG, \
            epoch TEXT, revision INTEGER
            """
        ),
        (
            "workers",
            """
            hostname TEXT PRIMARY KEY, alive FLAG, offline FLAG, active INTEGER, processed INTEGER, load1 REAL, \
            load5 REAL, load15 REAL, last_heartbeat TIME, freq REAL, pid INTEGER, clock INTEGER, sw_ident TEXT, \
            sw_ver TEXT, sw_sys TEXT, attributes JSON, updated TIME, epoch TEXT, revision INTEGER
            """
        ),
        (
            "snapshots",
            """
            id SERIAL, cluster TEXT, epoch TEXT, sequence INTEGER, taken_at TIME, base_revision INTEGER, \
            revision INTEGER, changed INTEGER, removed INTEGER, event_count INTEGER, task_event_count INTEGER, \
            tasks_in_memory INTEGER, workers_in_memory INTEGER, workers_alive INTEGER, losses JSON, gaps JSON, \
            full_resync FLAG, final FLAG, replay FLAG, UNIQUE (epoch, sequence)
            """
        ),
        (
            "task_history",
            "uuid TEXT, state TEXT, at TIME, name TEXT, worker TEXT, epoch TEXT, UNIQUE (uuid, state, at)"
        ),
        (
            "worker_history",
            """
            hostname TEXT, at TIME, alive FLAG, active INTEGER, processed INTEGER, load1 REAL, load5 REAL, load15 REAL, \
            UNIQUE (hostname, at)
            """
        ),
    ]

    static let sqliteSchema =
        "PRAGMA journal_mode = WAL; PRAGMA application_id = 1163281217; PRAGMA user_version = 1;\n"
        + columns.map { table, columns in
            "CREATE TABLE \(table) (\(typed(columns, "REAL", "TEXT", "INTEGER", "INTEGER", "REAL", "INTEGER PRIMARY KEY")));\n"
        }.joined()

    static let postgresSchema =
        "CREATE TABLE evcam_schema (version integer); INSERT INTO evcam_schema VALUES (1);\n"
        + columns.map { table, columns in
            "CREATE TABLE \(table) (\(typed(columns, "timestamptz", "jsonb", "boolean", "bigint", "double precision", "bigserial")));\n"
        }.joined()

    private static func typed(
        _ columns: String, _ time: String, _ json: String, _ flag: String, _ integer: String, _ real: String,
        _ serial: String
    ) -> String {
        columns.replacing(" TIME", with: " " + time).replacing(" JSON", with: " " + json)
            .replacing(" FLAG", with: " " + flag).replacing(" INTEGER", with: " " + integer)
            .replacing(" REAL", with: " " + real).replacing(" SERIAL", with: " " + serial)
    }

    private let handle: OpaquePointer

    init(_ path: String) throws {
        var opened: OpaquePointer?
        try #require(sqlite3_open(path, &opened) == SQLITE_OK)
        handle = try #require(opened)
    }

    deinit { sqlite3_close(handle) }

    func run(_ statements: String) throws {
        let code = sqlite3_exec(handle, statements, nil, nil, nil)
        try #require(code == SQLITE_OK, "\(String(cString: sqlite3_errmsg(handle)))")
    }

    /// Opens a database, runs statements, closes it.
    static func run(_ statements: String, at path: String) throws { try SampleDatabase(path).run(statements) }
}
