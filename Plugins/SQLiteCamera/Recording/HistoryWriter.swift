// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// Writes which states tasks came to, and what workers did over time.
final class HistoryWriter {
    private let insertTask: Statement
    private let insertWorker: Statement

    init(_ database: Database) throws {
        insertTask = try database.prepare(RecordingSQL.insertTaskHistory)
        insertWorker = try database.prepare(RecordingSQL.insertWorkerHistory)
    }

    func write(_ snapshot: SnapshotView) throws {
        insertTask.bind(6, snapshot.epoch)
        for task in snapshot.changed { try write(task) }
        for worker in snapshot.workers { try write(worker, at: snapshot.takenAt) }
    }

    private func write(_ task: TaskView) throws {
        insertTask.bind(1, task.uuid)
        insertTask.bind(4, task.name)
        insertTask.bind(5, task.worker)
        try write("PENDING", task.sent)
        try write("RECEIVED", task.received)
        try write("STARTED", task.started)
        try write("RETRY", task.retried)
        try write("SUCCESS", task.succeeded)
        try write("FAILURE", task.failed)
        try write("REVOKED", task.revoked)
        try write("REJECTED", task.rejected)
        // A state of the user's own: the last event brought it.
        guard TaskPrecedence.isCustom(task.state), let time = task.timestamp else { return }
        insertTask.bind(2, task.state)
        insertTask.bind(3, time)
        try insertTask.run()
    }

    private func write(_ state: StaticString, _ time: Double?) throws {
        guard let time else { return }
        insertTask.bindBytes(2, UnsafeRawBufferPointer(start: state.utf8Start, count: state.utf8CodeUnitCount))
        insertTask.bind(3, time)
        try insertTask.run()
    }

    private func write(_ worker: WorkerView, at time: Double) throws {
        insertWorker.bind(1, worker.hostname)
        insertWorker.bind(2, time)
        insertWorker.bind(3, worker.isAlive)
        insertWorker.bind(4, worker.active)
        insertWorker.bind(5, worker.processed)
        insertWorker.bind(6, worker.loadavg?.0)
        insertWorker.bind(7, worker.loadavg?.1)
        insertWorker.bind(8, worker.loadavg?.2)
        try insertWorker.run()
    }
}
