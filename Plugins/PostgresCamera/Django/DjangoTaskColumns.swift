// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// Changed tasks on their way into Django's table of tasks, as columns.
final class DjangoTaskColumns: RowColumns {
    /// Characters of an id.
    static let idLimit = 36

    let columns: [Column]

    private let taskID = ArrayColumn(.text), state = ArrayColumn(.text), name = ArrayColumn(.text)
    private let tstamp = ArrayColumn(.timestamp), args = ArrayColumn(.text), kwargs = ArrayColumn(.text)
    private let eta = ArrayColumn(.timestamp), expires = ArrayColumn(.timestamp), result = ArrayColumn(.text)
    private let traceback = ArrayColumn(.text), runtime = ArrayColumn(.double), retries = ArrayColumn(.bigint)
    private let worker = ArrayColumn(.text), retried = ArrayColumn(.timestamp)

    init() {
        columns = [
            Column("task_id", taskID), Column("state", state), Column("name", name), Column("tstamp", tstamp),
            Column("args", args), Column("kwargs", kwargs), Column("eta", eta), Column("expires", expires),
            Column("result", result), Column("traceback", traceback), Column("runtime", runtime),
            Column("retries", retries), Column("worker", worker), Column("retried", retried),
        ]
    }

    /// Adds a task; answers whether the table can hold it: it must have a name, and an id of at most 36 characters.
    func append(_ task: TaskView, takenAt: Double) -> Bool {
        guard let taskName = task.name, Self.fits(task.uuid) else { return false }
        taskID.append(task.uuid)
        // The server cuts at characters; four bytes make one at the most.
        state.append(task.state, limit: 64 * 4)
        name.append(taskName, limit: 200 * 4)
        tstamp.append(
            time: [task.timestamp, task.localReceived].compactMap(\.self).first { Timestamp($0) != nil } ?? takenAt)
        args.append(task.args)
        kwargs.append(task.kwargs)
        eta.append(time: task.eta.flatMap { ISO8601Time($0)?.unixSeconds })
        expires.append(time: task.expires.flatMap { ISO8601Time($0)?.unixSeconds })
        result.append(task.result ?? task.exception)
        traceback.append(task.traceback)
        runtime.append(task.runtime)
        retries.append(task.retries.map { min(max($0, 0), Int64(Int32.max)) })
        worker.append(task.worker, limit: 255 * 4)
        retried.append(time: task.retried)
        return true
    }

    /// The array of the workers' names.
    var workerNames: Parameter { worker.parameter }

    private static func fits(_ uuid: TextView) -> Bool {
        uuid.count <= idLimit || (uuid.count <= 4 * idLimit && uuid.string.unicodeScalars.count <= idLimit)
    }
}
