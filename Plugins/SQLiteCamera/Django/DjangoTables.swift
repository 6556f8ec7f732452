// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// The tables of a Django package, as its migrations make them.
struct DjangoTables {
    /// Its app's label in Django.
    let app: String
    let tasks: String
    let workers: String
    /// Whether workers' rows say when they were written.
    let hasLastUpdate: Bool

    init(schema: SQLiteConfiguration.Schema) {
        app = schema == .djcelery ? "djcelery" : "celery_monitor"
        tasks = app + "_taskstate"
        workers = app + "_workerstate"
        hasLastUpdate = schema != .djcelery
    }

    private static let taskColumns = [
        "id", "state", "task_id", "name", "tstamp", "args", "kwargs", "eta", "expires", "result", "traceback",
        "runtime", "retries", "hidden", "worker_id",
    ]

    /// What to say where there is no file.
    func missing(_ path: String) -> CameraError {
        .config(
            "there is no database at \(path): make it with `manage.py migrate \(app)`, set option `create_schema: "
                + "true` or change option `path`")
    }

    /// Makes what is missing if it may, and checks that all is there.
    /// - Throws: ``CameraError/config(_:)`` that names the migration that is missing.
    func prepare(_ database: Database, creates: Bool) throws {
        if creates { try create(in: database) }
        try check(workers, ["id", "hostname", "last_heartbeat"], "0001_initial", database, creates)
        try check(tasks, Self.taskColumns, "0001_initial", database, creates)
        if hasLastUpdate { try check(workers, ["last_update"], "0002_workerstate_last_update", database, creates) }
    }

    private func check(
        _ table: String, _ columns: [String], _ migration: String, _ database: Database, _ creates: Bool
    ) throws {
        let present = try database.texts("SELECT name FROM pragma_table_info(?1)", table)
        let missing = columns.filter { !present.contains($0) }
        guard !missing.isEmpty else { return }
        let what =
            present.isEmpty
            ? "has no table \(table)" : "lacks \(missing.joined(separator: ", ")) in table \(table)"
        let creation = creates || !present.isEmpty ? "" : ", or set option `create_schema: true`"
        throw CameraError.config(
            "\(database.path) \(what): run `manage.py migrate \(app)` (migration \(migration))\(creation)")
    }

    private func create(in database: Database) throws {
        let isEmpty = try database.number("SELECT count(*) FROM sqlite_schema") == 0
        if isEmpty {
            // Before everything that writes; a database that is somebody else's stays as it is.
            try database.execute("PRAGMA auto_vacuum = INCREMENTAL")
            try database.execute("PRAGMA journal_mode = WAL")
        }
        try database.transaction { try database.execute(statements) }
    }

    /// What Django's migrations make in SQLite, but for the names of indexes.
    private var statements: String {
        let lastUpdate = hasLastUpdate ? ", \"last_update\" datetime NOT NULL" : ""
        let indexes = [
            (workers, "last_heartbeat"), (tasks, "state"), (tasks, "name"), (tasks, "tstamp"), (tasks, "hidden"),
            (tasks, "worker_id"),
        ].map { table, column in
            "CREATE INDEX IF NOT EXISTS \"\(table)_\(column)_evcam\" ON \"\(table)\" (\"\(column)\");"
        }
        return """
            CREATE TABLE IF NOT EXISTS "\(workers)" (
                "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "hostname" varchar(255) NOT NULL UNIQUE,
                "last_heartbeat" datetime NULL\(lastUpdate));
            CREATE TABLE IF NOT EXISTS "\(tasks)" (
                "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "state" varchar(64) NOT NULL,
                "task_id" varchar(36) NOT NULL UNIQUE, "name" varchar(200) NULL, "tstamp" datetime NOT NULL,
                "args" text NULL, "kwargs" text NULL, "eta" datetime NULL, "expires" datetime NULL,
                "result" text NULL, "traceback" text NULL, "runtime" real NULL, "retries" integer NOT NULL,
                "hidden" bool NOT NULL,
                "worker_id" integer NULL REFERENCES "\(workers)" ("id") DEFERRABLE INITIALLY DEFERRED);
            \(indexes.joined(separator: "\n"))
            """
    }
}
