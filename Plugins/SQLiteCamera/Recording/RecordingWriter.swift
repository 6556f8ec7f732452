// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// Writes evcam's own tables.
package final class RecordingWriter: SnapshotWriter {
    private let database: Database
    /// Writes a task whose row is older; see `bind(_:to:)` for its parameters.
    package let upsertTask: Statement
    private let fillTask: Statement
    private let upsertWorker: Statement
    private let expireWorkers: Statement
    private let upsertSnapshot: Statement
    private let history: HistoryWriter?
    private var attributes = JSONBuffer(omitsNUL: true)
    private var gaps = JSONBuffer(omitsNUL: true)
    private var tasks = 0

    init(_ database: Database, history: Bool) throws {
        self.database = database
        upsertTask = try database.prepare(RecordingSQL.upsertTask)
        fillTask = try database.prepare(RecordingSQL.fillTask)
        upsertWorker = try database.prepare(RecordingSQL.upsertWorker)
        expireWorkers = try database.prepare(RecordingSQL.expireWorkers)
        upsertSnapshot = try database.prepare(RecordingSQL.upsertSnapshot)
        self.history = history ? try HistoryWriter(database) : nil
    }

    var figures: [(name: String, value: Double)] { [("tasks", Double(tasks))] }

    func write(_ snapshot: SnapshotView) throws {
        tasks = snapshot.changed.count
        for statement in [upsertTask, fillTask] { statement.bind(RecordingSQL.epoch, snapshot.epoch) }
        for task in snapshot.changed { try write(task) }
        upsertWorker.bind(RecordingSQL.workerEpoch, snapshot.epoch)
        for worker in snapshot.workers where worker.hasChanged { try write(worker, at: snapshot.takenAt) }
        expireWorkers.bind(1, snapshot.takenAt)
        try expireWorkers.run()
        try history?.write(snapshot)
        try writeHeader(snapshot)
    }

    private func write(_ task: TaskView) throws {
        bind(task, to: upsertTask)
        try upsertTask.run()
        guard upsertTask.changes == 0 else { return }
        bind(task, to: fillTask)
        try fillTask.run()
    }

    private func bind(_ task: TaskView, to statement: Statement) {
        statement.bind(1, task.uuid)
        statement.bind(2, task.state)
        // In the order of `RecordingTables.taskColumns`.
        statement.bind(3, task.name)
        statement.bind(4, task.worker)
        statement.bind(5, task.client)
        statement.bind(6, task.hostname)
        statement.bind(7, task.queue)
        statement.bind(8, task.exchange)
        statement.bind(9, task.routingKey)
        statement.bind(10, task.rootID)
        statement.bind(11, task.parentID)
        statement.bind(12, task.retries)
        statement.bind(13, task.runtime)
        statement.bind(14, task.eta.flatMap { ISO8601Time($0)?.unixSeconds })
        statement.bind(15, task.expires.flatMap { ISO8601Time($0)?.unixSeconds })
        statement.bind(16, task.sent)
        statement.bind(17, task.received)
        statement.bind(18, task.started)
        statement.bind(19, task.succeeded)
        statement.bind(20, task.failed)
        statement.bind(21, task.retried)
        statement.bind(22, task.revoked)
        statement.bind(23, task.rejected)
        statement.bind(24, task.timestamp)
        statement.bind(25, task.localReceived)
        statement.bind(26, task.clock)
        statement.bind(27, task.pid)
        statement.bind(28, task.args)
        statement.bind(29, task.kwargs)
        statement.bind(30, task.result)
        statement.bind(31, task.exception)
        statement.bind(32, task.traceback)
        attributes.reset()
        if attributes.append(furtherAttributesOf: task) {
            statement.bindBytes(RecordingSQL.attributes, attributes.bytes)
        } else {
            statement.bindNull(RecordingSQL.attributes)
        }
        statement.bind(RecordingSQL.truncated, task.isTruncated)
        statement.bind(RecordingSQL.revision, Int64(clamping: task.revision))
        if statement === upsertTask { statement.bind(RecordingSQL.rank, Int64(TaskPrecedence.rank(of: task.state))) }
    }

    private func write(_ worker: WorkerView, at time: Double) throws {
        upsertWorker.bind(1, worker.hostname)
        upsertWorker.bind(2, worker.isAlive)
        upsertWorker.bind(3, worker.isOffline)
        // In the order of `RecordingTables.workerColumns`.
        upsertWorker.bind(4, worker.active)
        upsertWorker.bind(5, worker.processed)
        upsertWorker.bind(6, worker.loadavg?.0)
        upsertWorker.bind(7, worker.loadavg?.1)
        upsertWorker.bind(8, worker.loadavg?.2)
        upsertWorker.bind(9, worker.lastHeartbeat)
        upsertWorker.bind(10, worker.freq)
        upsertWorker.bind(11, worker.pid)
        upsertWorker.bind(12, worker.clock)
        upsertWorker.bind(13, worker.swIdent)
        upsertWorker.bind(14, worker.swVer)
        upsertWorker.bind(15, worker.swSys)
        if worker.attributes.isEmpty {
            upsertWorker.bindNull(16)
        } else {
            attributes.reset()
            attributes.append(object: worker.attributes)
            upsertWorker.bindBytes(16, attributes.bytes)
        }
        upsertWorker.bind(RecordingSQL.workerUpdated, time)
        upsertWorker.bind(RecordingSQL.workerRevision, Int64(clamping: worker.revision))
        try upsertWorker.run()
    }

    private func writeHeader(_ snapshot: SnapshotView) throws {
        let statement = upsertSnapshot
        statement.bind(1, snapshot.cluster)
        statement.bind(2, snapshot.epoch)
        statement.bind(3, Int64(clamping: snapshot.sequence))
        statement.bind(4, snapshot.takenAt)
        statement.bind(5, Int64(clamping: snapshot.baseRevision))
        statement.bind(6, Int64(clamping: snapshot.revision))
        statement.bind(7, Int64(snapshot.changed.count))
        statement.bind(8, Int64(snapshot.removed.count))
        statement.bind(9, Int64(clamping: snapshot.eventCount))
        statement.bind(10, Int64(clamping: snapshot.taskEventCount))
        statement.bind(11, Int64(clamping: snapshot.tasksInMemory))
        statement.bind(12, Int64(clamping: snapshot.workersInMemory))
        statement.bind(13, Int64(snapshot.workers.count(where: \.isAlive)))
        attributes.reset()
        attributes.append(object: snapshot.losses)
        statement.bindBytes(14, attributes.bytes)
        gaps.reset()
        gaps.append(array: snapshot.gaps)
        statement.bindBytes(15, gaps.bytes)
        statement.bind(16, snapshot.isFullResync)
        statement.bind(17, snapshot.isFinal)
        statement.bind(18, snapshot.isReplay)
        try statement.run()
    }

    func deletions(at now: Double, ages: TaskAges) throws -> [Deletion] {
        var deletions: [Deletion] = []
        // A walk along the index, one look for each state there is.
        let states = try database.texts(
            """
            WITH RECURSIVE s(state) AS (SELECT min(state) FROM tasks UNION ALL
                SELECT (SELECT min(state) FROM tasks WHERE state > s.state) FROM s WHERE s.state IS NOT NULL)
            SELECT state FROM s WHERE state IS NOT NULL
            """)
        for state in states {
            guard let cutoff = ages.cutoff(of: state, at: now) else { continue }
            let deletion = try Deletion(
                database, "DELETE FROM tasks WHERE rowid IN (SELECT rowid FROM tasks WHERE state = ?3 AND timestamp < ?2 LIMIT ?1)")
            deletion.statement.bind(2, cutoff)
            deletion.statement.bind(3, copying: state)
            deletions.append(deletion)
        }
        guard let cutoff = ages.historyCutoff(at: now) else { return deletions }
        let tables = try database.texts("SELECT name FROM sqlite_schema WHERE type = 'table'")
        for (table, time) in [("snapshots", "taken_at"), ("task_history", "at"), ("worker_history", "at")]
        where tables.contains(table) {
            let deletion = try Deletion(
                database, "DELETE FROM \(table) WHERE rowid IN (SELECT rowid FROM \(table) WHERE \(time) < ?2 LIMIT ?1)")
            deletion.statement.bind(2, cutoff)
            deletions.append(deletion)
        }
        let workers = try Deletion(
            database,
            "DELETE FROM workers WHERE rowid IN (SELECT rowid FROM workers WHERE coalesce(last_heartbeat, updated) < ?2 LIMIT ?1)")
        workers.statement.bind(2, cutoff)
        return deletions + [workers]
    }
}
