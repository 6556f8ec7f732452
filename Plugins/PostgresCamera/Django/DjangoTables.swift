// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// The tables of django-celery-monitor or djcelery.
struct DjangoTables: Tables {
    private static let chunk = 2_000
    private static let chunkSize = 8 << 20
    /// A worker's row is written at the most so often: Django's admin calls a worker offline 120 s after its last
    /// heartbeat.
    private static let heartbeatInterval = 30.0

    private let configuration: PostgresConfiguration
    private let settings: ConnectionSettings
    private let host: Host
    private let names: DjangoNames
    private let tasks = DjangoTaskColumns()
    private let taskStatement: String
    private let workerStatement: String
    private let missingWorkerStatement: String
    private let hostname = ArrayColumn(.text), heartbeat = ArrayColumn(.timestamp), updated = ArrayColumn(.timestamp)
    private var pace = HeartbeatPace(interval: heartbeatInterval)
    /// Tasks without a name, and with an id that is too long: of the snapshot, and of all before it.
    private var skipped = 0
    private var allSkipped = 0
    private var hasLongIDs = false
    private var hasWarned = false

    init(_ names: DjangoNames, configuration: PostgresConfiguration, settings: ConnectionSettings, host: Host) {
        self.names = names
        self.configuration = configuration
        self.settings = settings
        self.host = host
        let statements = DjangoStatements(names: names)
        taskStatement = statements.tasks(tasks)
        workerStatement = statements.workers
        missingWorkerStatement = statements.missingWorkers
    }

    mutating func prepare(_ connection: ServerConnection) throws {
        pace.forget()
        let preparation = DjangoPreparation(
            names: names, creates: configuration.createSchema, settings: settings, connection: connection)
        try preparation.run()
    }

    mutating func send(_ snapshot: SnapshotView, to connection: ServerConnection) throws(ServerError) {
        for column in [hostname, heartbeat, updated] { column.reset() }
        pace.begin(snapshot)
        for worker in snapshot.workers where pace.isDue(worker) {
            hostname.append(worker.hostname, limit: 255 * 4)
            heartbeat.append(time: worker.lastHeartbeat)
            updated.append(time: snapshot.takenAt)
        }
        if hostname.count > 0 {
            try connection.send(workerStatement, [hostname, heartbeat, updated].map(\.parameter))
        }
        tasks.reset()
        skipped = 0
        for task in snapshot.changed {
            if !tasks.append(task, takenAt: snapshot.takenAt) {
                skipped += 1
                if task.name != nil { hasLongIDs = true }
            }
            let isFull = tasks.count == Self.chunk || (tasks.count % 64 == 63 && tasks.size > Self.chunkSize)
            if isFull { try sendTasks(to: connection) }
        }
        try sendTasks(to: connection)
    }

    private func sendTasks(to connection: ServerConnection) throws(ServerError) {
        guard tasks.count > 0 else { return }
        try connection.send(missingWorkerStatement, [tasks.workerNames])
        try connection.send(taskStatement, tasks.parameters)
        tasks.reset()
    }

    mutating func confirm(_ snapshot: SnapshotView) {
        pace.confirm()
        allSkipped += skipped
        host.metric("skipped_tasks", Double(allSkipped))
        guard hasLongIDs, !hasWarned else { return }
        hasWarned = true
        host.log(
            .warning,
            "tasks whose id is longer than \(DjangoTaskColumns.idLimit) characters have no room in table \(names.tasks) and "
                + "are left out; a second camera with `schema: evcam` keeps them")
    }

    func sweep(at now: Double) -> [SweepStep] { DjangoSweep(names: names, keep: configuration.keep).steps(at: now) }
}
