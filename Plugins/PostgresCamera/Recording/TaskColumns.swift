// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// Changed tasks on their way into `tasks`, as columns.
final class TaskColumns: RowColumns {
    /// Bytes of a text that stands in an index, whose entries the server limits to 2,700.
    static let indexedLimit = 1_000

    let columns: [Column]
    /// Whether a uuid is not the task's own, so that two may have become one.
    private(set) var hasAlteredIDs = false

    private let uuid = ArrayColumn(.text), name = ArrayColumn(.text), state = ArrayColumn(.text)
    private let worker = ArrayColumn(.text), client = ArrayColumn(.text), hostname = ArrayColumn(.text)
    private let queue = ArrayColumn(.text), exchange = ArrayColumn(.text), routingKey = ArrayColumn(.text)
    private let rootID = ArrayColumn(.text), parentID = ArrayColumn(.text)
    private let args = ArrayColumn(.text), kwargs = ArrayColumn(.text), result = ArrayColumn(.text)
    private let exception = ArrayColumn(.text), traceback = ArrayColumn(.text)
    private let retries = ArrayColumn(.bigint), runtime = ArrayColumn(.double)
    private let eta = ArrayColumn(.timestamp), expires = ArrayColumn(.timestamp)
    private let sent = ArrayColumn(.timestamp), received = ArrayColumn(.timestamp), started = ArrayColumn(.timestamp)
    private let succeeded = ArrayColumn(.timestamp), failed = ArrayColumn(.timestamp)
    private let retried = ArrayColumn(.timestamp), revoked = ArrayColumn(.timestamp)
    private let rejected = ArrayColumn(.timestamp)
    private let timestamp = ArrayColumn(.timestamp), localReceived = ArrayColumn(.timestamp)
    private let clock = ArrayColumn(.bigint), pid = ArrayColumn(.bigint)
    private let attributes = ArrayColumn(.text), truncated = ArrayColumn(.boolean)
    private let revision = ArrayColumn(.bigint), epoch = ArrayColumn(.text)
    private var json = AttributesJSON()

    init() {
        columns = [
            Column("uuid", uuid), Column("name", name), Column("state", state), Column("worker", worker),
            Column("client", client), Column("hostname", hostname), Column("queue", queue),
            Column("exchange", exchange), Column("routing_key", routingKey), Column("root_id", rootID),
            Column("parent_id", parentID), Column("args", args), Column("kwargs", kwargs),
            Column("result", result), Column("exception", exception), Column("traceback", traceback),
            Column("retries", retries), Column("runtime", runtime), Column("eta", eta),
            Column("expires", expires), Column("sent", sent), Column("received", received),
            Column("started", started), Column("succeeded", succeeded), Column("failed", failed),
            Column("retried", retried), Column("revoked", revoked), Column("rejected", rejected),
            Column("timestamp", timestamp), Column("local_received", localReceived),
            Column("clock", clock), Column("pid", pid), Column("attributes", attributes),
            Column("truncated", truncated), Column("revision", revision), Column("epoch", epoch),
        ]
    }

    /// Begins anew.
    func begin() {
        reset()
        hasAlteredIDs = false
    }

    /// Adds a task.
    func append(_ task: TaskView, epoch: TextView?) {
        if !uuid.append(task.uuid, limit: Self.indexedLimit) { hasAlteredIDs = true }
        name.append(task.name, limit: Self.indexedLimit)
        state.append(task.state, limit: Self.indexedLimit)
        worker.append(task.worker, limit: Self.indexedLimit)
        client.append(task.client)
        hostname.append(task.hostname)
        queue.append(task.queue)
        exchange.append(task.exchange)
        routingKey.append(task.routingKey)
        rootID.append(task.rootID)
        parentID.append(task.parentID)
        args.append(task.args)
        kwargs.append(task.kwargs)
        result.append(task.result)
        exception.append(task.exception)
        traceback.append(task.traceback)
        retries.append(task.retries)
        runtime.append(task.runtime)
        sent.append(time: task.sent)
        received.append(time: task.received)
        started.append(time: task.started)
        succeeded.append(time: task.succeeded)
        failed.append(time: task.failed)
        retried.append(time: task.retried)
        revoked.append(time: task.revoked)
        rejected.append(time: task.rejected)
        timestamp.append(time: task.timestamp)
        localReceived.append(time: task.localReceived)
        clock.append(task.clock)
        pid.append(task.pid)
        truncated.append(task.isTruncated)
        revision.append(Int64(clamping: task.revision))
        self.epoch.append(present: epoch)
        eta.append(time: task.eta.flatMap { ISO8601Time($0)?.unixSeconds })
        expires.append(time: task.expires.flatMap { ISO8601Time($0)?.unixSeconds })
        json.append(furtherAttributesOf: task, to: attributes)
    }
}
