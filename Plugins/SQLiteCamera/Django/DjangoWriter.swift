// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// Writes the tables of a Django package, by the rules that Django's admin and Celery's state need.
final class DjangoWriter: SnapshotWriter {
    /// How much newer than the row's a heartbeat must be to be written.
    ///
    /// Seconds. The admin shows a worker as offline after two minutes.
    private static let heartbeatSeconds = 30.0
    // Lengths of the columns, in characters.
    private static let taskIDLength = 36
    private static let nameLength = 200
    private static let stateLength = 64
    private static let hostnameLength = 255

    private let database: Database
    private let tables: DjangoTables
    private let upsertTask: Statement
    private let fillTask: Statement
    private let upsertWorker: Statement
    private let findWorker: Statement
    /// Ids of workers' rows; for one shutter, whose texts are the keys.
    private var workerIDs: [TextView: Int64] = [:]
    private var tasks = 0
    /// Tasks that the tables have no room for, since the start.
    private var nameless = 0
    private var longIDs = 0
    private var hasWarned = false

    init(_ database: Database, _ tables: DjangoTables) throws {
        self.database = database
        self.tables = tables
        let sql = DjangoSQL(tables)
        upsertTask = try database.prepare(sql.upsertTask)
        fillTask = try database.prepare(sql.fillTask)
        upsertWorker = try database.prepare(sql.upsertWorker)
        findWorker = try database.prepare(sql.findWorker)
    }

    var figures: [(name: String, value: Double)] {
        [("tasks", Double(tasks)), ("skipped_nameless", Double(nameless)), ("skipped_long_ids", Double(longIDs))]
    }

    func warning() -> String? {
        guard longIDs > 0, !hasWarned else { return nil }
        hasWarned = true
        return "tasks whose id is longer than \(Self.taskIDLength) characters have no room in table "
            + "\(tables.tasks) and are left out; a second camera with `schema: evcam` keeps them"
    }

    func write(_ snapshot: SnapshotView) throws {
        tasks = 0
        workerIDs = [:]
        defer { workerIDs = [:] }
        for worker in snapshot.workers where worker.hasChanged {
            try write(worker.hostname, heartbeat: worker.lastHeartbeat, at: snapshot.takenAt)
        }
        for task in snapshot.changed {
            guard let name = task.name else {
                nameless += 1
                continue
            }
            guard !task.uuid.isLonger(thanCharacters: Self.taskIDLength) else {
                longIDs += 1
                continue
            }
            try write(task, name: name, at: snapshot.takenAt)
            tasks += 1
        }
    }

    private func write(_ task: TaskView, name: TextView, at time: Double) throws {
        let worker = try task.worker.flatMap { try id(ofWorker: $0, at: time) }
        bind(task, name, worker, at: time, to: upsertTask)
        try upsertTask.run()
        guard upsertTask.changes == 0 else { return }
        bind(task, name, worker, at: time, to: fillTask)
        try fillTask.run()
    }

    private func bind(_ task: TaskView, _ name: TextView, _ worker: Int64?, at time: Double, to statement: Statement) {
        statement.bind(1, task.uuid)
        statement.bind(2, task.state.prefix(characters: Self.stateLength))
        statement.bind(3, name.prefix(characters: Self.nameLength))
        bind(4, task.timestamp ?? time, to: statement)
        statement.bind(5, task.args)
        statement.bind(6, task.kwargs)
        bind(7, task.eta.flatMap { ISO8601Time($0)?.unixSeconds }, to: statement)
        bind(8, task.expires.flatMap { ISO8601Time($0)?.unixSeconds }, to: statement)
        statement.bind(9, task.result ?? task.exception)
        statement.bind(10, task.traceback)
        statement.bind(11, task.runtime)
        statement.bind(12, task.retries ?? 0)
        statement.bind(13, worker)
        guard statement === upsertTask else { return }
        statement.bind(14, Int64(TaskPrecedence.rank(of: task.state)))
        bind(15, task.retried, to: statement)
    }

    private func bind(_ index: Int32, _ time: Double?, to statement: Statement) {
        guard let text = time.flatMap({ DjangoTime($0) }) else { return statement.bindNull(index) }
        statement.bind(index, copying: text.bytes)
    }

    private func write(_ hostname: TextView, heartbeat: Double?, at time: Double) throws {
        upsertWorker.bind(1, hostname.prefix(characters: Self.hostnameLength))
        bind(2, heartbeat, to: upsertWorker)
        bind(3, heartbeat.map { $0 - Self.heartbeatSeconds }, to: upsertWorker)
        if tables.hasLastUpdate { bind(4, time, to: upsertWorker) }
        try upsertWorker.run()
    }

    /// A worker that only a task's event has told of gets a row, too.
    private func id(ofWorker hostname: TextView, at time: Double) throws -> Int64? {
        if let id = workerIDs[hostname] { return id }
        var id = try find(hostname)
        if id == nil {
            try write(hostname, heartbeat: nil, at: time)
            id = try find(hostname)
        }
        workerIDs[hostname] = id
        return id
    }

    private func find(_ hostname: TextView) throws -> Int64? {
        findWorker.bind(1, hostname.prefix(characters: Self.hostnameLength))
        var id: Int64?
        try findWorker.forEachRow { id = $0.number(0) }
        return id
    }

    func deletions(at now: Double, ages: TaskAges) throws -> [Deletion] {
        var deletions: [Deletion] = []
        for state in try database.texts("SELECT DISTINCT state FROM \(tables.tasks)") {
            guard let cutoff = ages.cutoff(of: state, at: now).flatMap({ DjangoTime($0) }) else { continue }
            let deletion = try Deletion(
                database,
                """
                DELETE FROM \(tables.tasks) WHERE id IN (
                    SELECT id FROM \(tables.tasks) WHERE state = ?3 AND tstamp < ?2 ORDER BY tstamp LIMIT ?1)
                """)
            deletion.statement.bind(2, copying: cutoff.bytes)
            deletion.statement.bind(3, copying: state)
            deletions.append(deletion)
        }
        guard let cutoff = ages.historyCutoff(at: now).flatMap({ DjangoTime($0) }) else { return deletions }
        let workers = try Deletion(
            database,
            """
            DELETE FROM \(tables.workers) WHERE id IN (
                SELECT id FROM \(tables.workers) w WHERE last_heartbeat < ?2
                    AND NOT EXISTS (SELECT 1 FROM \(tables.tasks) WHERE worker_id = w.id) LIMIT ?1)
            """)
        workers.statement.bind(2, copying: cutoff.bytes)
        return deletions + [workers]
    }
}
