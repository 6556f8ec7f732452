// SPDX-License-Identifier: Apache-2.0

/// A recording in a database: the tables of docs/recordings.md.
final class SQLRecording<Connection: SQLConnection>: Recording {
    let kind: String
    var name: String { connection.name }
    var remarks: [String] { [] }
    private let connection: Connection
    private var dialect: SQLDialect { connection.dialect }

    init(_ connection: Connection, kind: String) {
        self.connection = connection
        self.kind = kind
    }

    func tasks(_ query: TaskQuery, _ body: (RecordedTask) throws -> Void) throws {
        let fields = query.fields
        try connection.rows(.tasks(query, dialect)) { row in
            var task = RecordedTask()
            for (column, field) in fields.enumerated() { task.read(field, from: row, at: column) }
            try body(task)
        }
    }

    func count(_ query: TaskQuery) throws -> Int {
        var count: Int64 = 0
        try connection.rows(.figures("count(*)", of: query, dialect)) { count = $0.integer(0) ?? 0 }
        return Int(count)
    }

    func span(_ query: TaskQuery) throws -> TimeSpan? {
        let columns = ["min(coalesce(local_received, timestamp))", "max(coalesce(local_received, timestamp))"]
        var span: TimeSpan?
        try connection.rows(.figures(columns.map(dialect.time).joined(separator: ", "), of: query, dialect)) { row in
            guard let first = row.real(0), let last = row.real(1) else { return }
            span = TimeSpan(from: first, until: last)
        }
        guard let span else { return nil }
        let reach = ["received", "timestamp"].map { column in
            let time = dialect.time(column)
            return "min(CASE WHEN \(time) >= \(span.farthestReach) THEN \(time) END)"
        }
        var earlier: [Double] = []
        try connection.rows(.figures(reach.joined(separator: ", "), of: query, dialect)) { row in
            earlier = [row.real(0), row.real(1)].compactMap { $0 }
        }
        return span.reaching(back: earlier)
    }

    func transitions(of uuid: String) throws -> [TaskTransition]? {
        guard try connection.hasTable("task_history") else { return nil }
        var statement = SQLStatement(
            dialect, "SELECT state, \(dialect.time("at")), worker FROM task_history WHERE uuid = ")
        let place = statement.add(.text(uuid))
        statement.append("\(place) ORDER BY epoch, at")
        var transitions: [TaskTransition] = []
        try connection.rows(statement) { row in
            transitions.append(TaskTransition(state: row.text(0) ?? "", at: row.real(1), worker: row.text(2)))
        }
        return transitions.isEmpty ? nil : transitions
    }

    func workers() throws -> [RecordedWorker] {
        let columns = [
            "hostname", dialect.flag("alive"), dialect.flag("offline"), "active", "processed", "load1", "load5",
            "load15", dialect.time("last_heartbeat"), "sw_ident", "sw_ver", "sw_sys", "freq",
        ]
        var workers: [RecordedWorker] = []
        try connection.rows(
            SQLStatement(
                dialect,
                "SELECT \(columns.joined(separator: ", ")) FROM workers ORDER BY \(dialect.bytewise("hostname"))")
        ) { row in
            var worker = RecordedWorker()
            worker.hostname = row.text(0) ?? ""
            worker.isAlive = row.flag(1) ?? false
            worker.isOffline = row.flag(2) ?? false
            worker.active = row.integer(3)
            worker.processed = row.integer(4)
            worker.load1 = row.real(5)
            worker.load5 = row.real(6)
            worker.load15 = row.real(7)
            worker.lastHeartbeat = row.real(8)
            worker.freq = row.real(12)
            let software = [row.text(9), row.text(10), row.text(11)].compactMap { $0 }
            worker.software = software.isEmpty ? nil : software.joined(separator: " ")
            workers.append(worker)
        }
        return workers
    }

    func workerSamples(_ body: (WorkerSample) throws -> Void) throws -> Bool {
        guard try connection.hasTable("worker_history") else { return false }
        var found = false
        let columns = ["hostname", dialect.time("at"), dialect.flag("alive"), "active", "load1"]
        try connection.rows(
            SQLStatement(dialect, "SELECT \(columns.joined(separator: ", ")) FROM worker_history ORDER BY hostname, at")
        ) { row in
            guard let hostname = row.text(0), let at = row.real(1) else { return }
            found = true
            try body(
                WorkerSample(
                    hostname: hostname, at: at, isAlive: row.flag(2) ?? false, active: row.integer(3),
                    load1: row.real(4)))
        }
        return found
    }

    func epochs() throws -> [RecordedEpoch] {
        let columns = [
            "s.epoch", dialect.time("e.first"), dialect.time("e.last"), "e.number", "s.cluster", "s.event_count",
            dialect.flag("s.replay"), dialect.flag("s.final"), dialect.json("s.losses"),
        ]
        let statement = SQLStatement(
            dialect,
            """
            SELECT \(columns.joined(separator: ", ")) FROM snapshots s JOIN (SELECT epoch, min(taken_at) AS first, \
            max(taken_at) AS last, count(*) AS number, max(sequence) AS sequence FROM snapshots GROUP BY epoch) e \
            ON s.epoch = e.epoch AND s.sequence = e.sequence ORDER BY \(dialect.bytewise("s.epoch"))
            """)
        var epochs: [RecordedEpoch] = []
        try connection.rows(statement) { row in
            var epoch = RecordedEpoch()
            epoch.epoch = row.text(0) ?? ""
            epoch.from = row.real(1) ?? 0
            epoch.until = row.real(2) ?? 0
            epoch.snapshots = Int(row.integer(3) ?? 0)
            epoch.cluster = row.text(4) ?? ""
            epoch.eventCount = row.integer(5) ?? 0
            epoch.isReplay = row.flag(6) ?? false
            epoch.isFinished = row.flag(7) ?? false
            epoch.losses = row.text(8).map(SnapshotJSON.losses) ?? [:]
            epochs.append(epoch)
        }
        return epochs
    }

    func gaps() throws -> [RecordedGap] {
        // Each snapshot repeats the epoch's: few texts differ.
        let json = dialect.json("gaps")
        var gaps = GapList()
        try connection.rows(
            SQLStatement(
                dialect,
                "SELECT \(json) FROM snapshots WHERE \(json) <> '[]' GROUP BY \(json) ORDER BY max(taken_at)")
        ) { row in
            for gap in row.text(0).map(SnapshotJSON.gaps) ?? [] { gaps.insert(gap) }
        }
        return gaps.all
    }
}
