// SPDX-License-Identifier: Apache-2.0

/// The tables of a recording, version by version.
enum RecordingSchema {
    /// The version that this camera writes.
    static var version: Int { steps.count }

    /// What brings a recording from the version before to each version.
    private static let steps = [first]

    /// What brings a recording of some version up to date; 0: there is none.
    static func migration(from version: Int) -> [String] {
        steps.dropFirst(version).flatMap(\.self) + [
            "INSERT INTO evcam_schema (version) VALUES (\(Self.version))"
                + " ON CONFLICT (singleton) DO UPDATE SET version = excluded.version"
        ]
    }

    // Ids and names compare byte by byte, which is many times faster than by a language's rules.
    private static let first = [
        """
        CREATE TABLE evcam_schema (
            singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
            version integer NOT NULL)
        """,
        """
        CREATE TABLE tasks (
            uuid text COLLATE "C" PRIMARY KEY, name text COLLATE "C", state text COLLATE "C" NOT NULL,
            worker text COLLATE "C", client text, hostname text, queue text, exchange text, routing_key text,
            root_id text COLLATE "C", parent_id text COLLATE "C",
            args text, kwargs text, result text, exception text, traceback text,
            retries bigint, runtime double precision, eta timestamptz, expires timestamptz,
            sent timestamptz, received timestamptz, started timestamptz, succeeded timestamptz, failed timestamptz,
            retried timestamptz, revoked timestamptz, rejected timestamptz,
            "timestamp" timestamptz, local_received timestamptz, clock bigint, pid bigint,
            attributes jsonb, truncated boolean NOT NULL DEFAULT false,
            epoch text COLLATE "C" NOT NULL DEFAULT '', revision bigint NOT NULL DEFAULT 0)
        WITH (autovacuum_vacuum_scale_factor = 0.05)
        """,
        #"CREATE INDEX tasks_state ON tasks (state, "timestamp")"#,
        #"CREATE INDEX tasks_name ON tasks (name, "timestamp")"#,
        #"CREATE INDEX tasks_worker ON tasks (worker, "timestamp")"#,
        #"CREATE INDEX tasks_failed ON tasks ("timestamp") WHERE state IN ('FAILURE', 'RETRY')"#,
        """
        CREATE TABLE workers (
            hostname text COLLATE "C" PRIMARY KEY, alive boolean NOT NULL, offline boolean NOT NULL,
            active bigint, processed bigint,
            load1 double precision, load5 double precision, load15 double precision,
            last_heartbeat timestamptz, freq double precision, pid bigint, clock bigint,
            sw_ident text, sw_ver text, sw_sys text, attributes jsonb, updated timestamptz,
            epoch text COLLATE "C" NOT NULL DEFAULT '', revision bigint NOT NULL DEFAULT 0)
        """,
        """
        CREATE TABLE snapshots (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            cluster text, epoch text COLLATE "C" NOT NULL, sequence bigint NOT NULL, taken_at timestamptz,
            base_revision bigint, revision bigint, changed bigint, removed bigint, event_count bigint,
            task_event_count bigint, tasks_in_memory bigint, workers_in_memory bigint, workers_alive bigint,
            losses jsonb, gaps jsonb, full_resync boolean, final boolean, replay boolean,
            UNIQUE (epoch, sequence))
        """,
        "CREATE INDEX snapshots_taken_at ON snapshots (taken_at)",
    ]

    /// The history's tables, made when they are first asked for.
    static func history(partitioned: Bool) -> [String] {
        let partition = partitioned ? " PARTITION BY RANGE (at)" : ""
        let tables = [
            """
            CREATE TABLE IF NOT EXISTS task_history (
                uuid text COLLATE "C" NOT NULL, state text COLLATE "C" NOT NULL, at timestamptz NOT NULL,
                name text COLLATE "C", worker text COLLATE "C", epoch text COLLATE "C",
                PRIMARY KEY (uuid, state, at))\(partition)
            """,
            "CREATE INDEX IF NOT EXISTS task_history_at ON task_history (at)",
            """
            CREATE TABLE IF NOT EXISTS worker_history (
                hostname text COLLATE "C" NOT NULL, at timestamptz NOT NULL, alive boolean NOT NULL,
                active bigint, processed bigint,
                load1 double precision, load5 double precision, load15 double precision,
                PRIMARY KEY (hostname, at))\(partition)
            """,
            "CREATE INDEX IF NOT EXISTS worker_history_at ON worker_history (at)",
        ]
        let others = ["task_history", "worker_history"].map {
            "CREATE TABLE IF NOT EXISTS \($0)_default PARTITION OF \($0) DEFAULT"
        }
        return tables + (partitioned ? others : [])
    }
}
