// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// evcam's own tables.
struct RecordingTables: Tables {
    /// The number of the advisory lock that cameras take before they change tables: "EVCA".
    static let lock = 0x4556_4341
    /// So many tasks go into one statement: the next is put together while the server works on it.
    private static let chunk = 2_000
    private static let chunkSize = 8 << 20

    private let configuration: PostgresConfiguration
    private let settings: ConnectionSettings
    private let host: Host
    private let tasks = TaskColumns()
    private let workers = WorkerColumns()
    private let snapshots = SnapshotColumns()
    private let time = ArrayColumn(.timestamp)
    private let taskStatement: String
    private let distinctStatement: String
    private let workerStatement: String
    private let snapshotStatement: String
    private var changes = WorkerChanges()
    private var partitions = Partitions()
    private var isPartitioned = false

    init(configuration: PostgresConfiguration, settings: ConnectionSettings, host: Host) {
        self.configuration = configuration
        self.settings = settings
        self.host = host
        taskStatement = TaskStatement.text(tasks, history: configuration.history, distinct: false)
        distinctStatement = TaskStatement.text(tasks, history: configuration.history, distinct: true)
        workerStatement = WorkerStatement.text(workers, history: configuration.history)
        snapshotStatement = snapshots.statement
    }

    mutating func prepare(_ connection: ServerConnection) throws {
        changes.forget()
        partitions.forget()
        let preparation = RecordingPreparation(
            configuration: configuration, settings: settings, connection: connection, host: host)
        isPartitioned = try preparation.run()
    }

    mutating func send(_ snapshot: SnapshotView, to connection: ServerConnection) throws(ServerError) {
        if configuration.history, isPartitioned {
            for statement in partitions.statements(for: snapshot) { try connection.send(statement) }
        }
        workers.reset()
        changes.begin(snapshot, interval: configuration.history ? 60 : .infinity)
        for worker in snapshot.workers where changes.isNews(worker) { workers.append(worker, of: snapshot) }
        if workers.count > 0 { try connection.send(workerStatement, workers.parameters) }
        time.reset()
        time.append(time: snapshot.takenAt)
        try connection.send(WorkerStatement.expiry, [time.parameter])
        tasks.begin()
        for task in snapshot.changed {
            tasks.append(task, epoch: snapshot.epoch)
            let isFull = tasks.count == Self.chunk || (tasks.count % 64 == 0 && tasks.size > Self.chunkSize)
            if isFull { try sendTasks(to: connection) }
        }
        try sendTasks(to: connection)
        snapshots.reset()
        snapshots.append(snapshot)
        try connection.send(snapshotStatement, snapshots.parameters)
    }

    private func sendTasks(to connection: ServerConnection) throws(ServerError) {
        guard tasks.count > 0 else { return }
        try connection.send(tasks.hasAlteredIDs ? distinctStatement : taskStatement, tasks.parameters)
        tasks.begin()
    }

    mutating func confirm(_ snapshot: SnapshotView) {
        changes.confirm()
        partitions.confirm()
    }

    func sweep(at now: Double) -> [SweepStep] {
        RecordingSweep(keep: configuration.keep, history: configuration.history, isPartitioned: isPartitioned)
            .steps(at: now)
    }
}
