// SPDX-License-Identifier: Apache-2.0

/// The schema of evcam's own tables: `docs/recordings.md`.
enum RecordingTables {
    /// Columns of `tasks` that a null never overwrites, in the order of their parameters, which begins at 3.
    ///
    /// Those that may be long stand last: reading a row's beginning does not touch them.
    static let taskColumns = [
        "name", "worker", "client", "hostname", "queue", "exchange", "routing_key", "root_id", "parent_id", "retries",
        "runtime", "eta", "expires", "sent", "received", "started", "succeeded", "failed", "retried", "revoked",
        "rejected", "timestamp", "local_received", "clock", "pid", "args", "kwargs", "result", "exception", "traceback",
    ]

    /// Columns of `workers` that a null never overwrites, in the order of their parameters, which begins at 4.
    static let workerColumns = [
        "active", "processed", "load1", "load5", "load15", "last_heartbeat", "freq", "pid", "clock", "sw_ident",
        "sw_ver", "sw_sys", "attributes",
    ]

    /// Steps from one version to the next, the first from an empty file.
    static let steps: [String] = [version1]

    private static let version1 = """
        CREATE TABLE tasks (
            uuid TEXT NOT NULL PRIMARY KEY, state TEXT NOT NULL, name TEXT, worker TEXT, client TEXT, hostname TEXT,
            queue TEXT, exchange TEXT, routing_key TEXT, root_id TEXT, parent_id TEXT, retries INTEGER, runtime REAL,
            eta REAL, expires REAL, sent REAL, received REAL, started REAL, succeeded REAL, failed REAL, retried REAL,
            revoked REAL, rejected REAL, timestamp REAL, local_received REAL, clock INTEGER, pid INTEGER,
            truncated INTEGER NOT NULL DEFAULT 0, epoch TEXT NOT NULL, revision INTEGER NOT NULL, args TEXT,
            kwargs TEXT, result TEXT, exception TEXT, traceback TEXT, attributes TEXT);
        CREATE INDEX tasks_state ON tasks (state, timestamp);
        CREATE INDEX tasks_name ON tasks (name, timestamp);
        CREATE INDEX tasks_worker ON tasks (worker, timestamp);
        CREATE INDEX tasks_failed ON tasks (timestamp) WHERE state IN ('FAILURE', 'RETRY');
        CREATE TABLE workers (
            hostname TEXT NOT NULL PRIMARY KEY, alive INTEGER NOT NULL, offline INTEGER NOT NULL, active INTEGER,
            processed INTEGER, load1 REAL, load5 REAL, load15 REAL, last_heartbeat REAL, freq REAL, pid INTEGER,
            clock INTEGER, sw_ident TEXT, sw_ver TEXT, sw_sys TEXT, attributes TEXT, updated REAL NOT NULL,
            epoch TEXT NOT NULL, revision INTEGER NOT NULL);
        CREATE TABLE snapshots (
            id INTEGER PRIMARY KEY, cluster TEXT, epoch TEXT NOT NULL, sequence INTEGER NOT NULL,
            taken_at REAL NOT NULL, base_revision INTEGER NOT NULL, revision INTEGER NOT NULL,
            changed INTEGER NOT NULL, removed INTEGER NOT NULL, event_count INTEGER NOT NULL,
            task_event_count INTEGER NOT NULL, tasks_in_memory INTEGER NOT NULL, workers_in_memory INTEGER NOT NULL,
            workers_alive INTEGER NOT NULL, losses TEXT NOT NULL, gaps TEXT NOT NULL, full_resync INTEGER NOT NULL,
            final INTEGER NOT NULL, replay INTEGER NOT NULL, UNIQUE (epoch, sequence));
        CREATE INDEX snapshots_taken_at ON snapshots (taken_at);
        """

    /// Made when a camera first records with `history: true`.
    static let history = """
        CREATE TABLE IF NOT EXISTS task_history (
            uuid TEXT NOT NULL, state TEXT NOT NULL, at REAL NOT NULL, name TEXT, worker TEXT, epoch TEXT NOT NULL,
            PRIMARY KEY (uuid, state, at));
        CREATE INDEX IF NOT EXISTS task_history_at ON task_history (at);
        CREATE TABLE IF NOT EXISTS worker_history (
            hostname TEXT NOT NULL, at REAL NOT NULL, alive INTEGER NOT NULL, active INTEGER, processed INTEGER,
            load1 REAL, load5 REAL, load15 REAL, PRIMARY KEY (hostname, at));
        CREATE INDEX IF NOT EXISTS worker_history_at ON worker_history (at);
        """
}
