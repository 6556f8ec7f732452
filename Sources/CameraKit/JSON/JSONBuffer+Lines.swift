// SPDX-License-Identifier: Apache-2.0

/// The lines that follow a snapshot's header.
extension JSONBuffer {
    /// Appends a task: `{"kind":"task","uuid":…}` and a line feed; what is unknown is left out.
    public mutating func append(task: TaskView) {
        append("{\"kind\":\"task\"")
        member(",\"uuid\":", task.uuid)
        member(",\"revision\":", task.revision)
        member(",\"name\":", task.name)
        member(",\"state\":", task.state)
        if task.isReady { append(",\"ready\":true") }
        if task.isRemoved { append(",\"removed\":true") }
        if task.isTruncated { append(",\"truncated\":true") }
        member(",\"worker\":", task.worker)
        member(",\"client\":", task.client)
        member(",\"hostname\":", task.hostname)
        member(",\"timestamp\":", task.timestamp)
        member(",\"local_received\":", task.localReceived)
        member(",\"sent\":", task.sent)
        member(",\"received\":", task.received)
        member(",\"started\":", task.started)
        member(",\"succeeded\":", task.succeeded)
        member(",\"failed\":", task.failed)
        member(",\"retried\":", task.retried)
        member(",\"revoked\":", task.revoked)
        member(",\"rejected\":", task.rejected)
        member(",\"runtime\":", task.runtime)
        member(",\"clock\":", task.clock)
        member(",\"retries\":", task.retries)
        member(",\"pid\":", task.pid)
        member(",\"args\":", task.args)
        member(",\"kwargs\":", task.kwargs)
        member(",\"result\":", task.result)
        member(",\"exception\":", task.exception)
        member(",\"traceback\":", task.traceback)
        member(",\"eta\":", task.eta)
        member(",\"expires\":", task.expires)
        member(",\"exchange\":", task.exchange)
        member(",\"routing_key\":", task.routingKey)
        member(",\"queue\":", task.queue)
        member(",\"root_id\":", task.rootID)
        member(",\"parent_id\":", task.parentID)
        members(task.attributes)
        append("}\n")
    }

    /// Appends a worker: `{"kind":"worker","hostname":…}` and a line feed.
    public mutating func append(worker: WorkerView) {
        append("{\"kind\":\"worker\"")
        member(",\"hostname\":", worker.hostname)
        member(",\"revision\":", worker.revision)
        append(worker.isAlive ? ",\"alive\":true" : ",\"alive\":false")
        if worker.isOffline { append(",\"offline\":true") }
        member(",\"active\":", worker.active)
        member(",\"processed\":", worker.processed)
        if let load = worker.loadavg, load.0.isFinite, load.1.isFinite, load.2.isFinite {
            append(",\"loadavg\":[")
            append(finite: load.0)
            append(",")
            append(finite: load.1)
            append(",")
            append(finite: load.2)
            append("]")
        }
        append(",\"heartbeats\":[")
        for (index, heartbeat) in worker.heartbeats.filter(\.isFinite).enumerated() {
            if index > 0 { append(",") }
            append(finite: heartbeat)
        }
        append("]")
        member(",\"freq\":", worker.freq)
        member(",\"pid\":", worker.pid)
        member(",\"clock\":", worker.clock)
        member(",\"sw_ident\":", worker.swIdent)
        member(",\"sw_ver\":", worker.swVer)
        member(",\"sw_sys\":", worker.swSys)
        members(worker.attributes)
        append("}\n")
    }

    mutating func append(removed item: RemovedView, what: StaticString) {
        append("{\"kind\":\"removed\",\"what\":\"")
        append(what)
        append("\"")
        member(",\"id\":", item.id)
        member(",\"revision\":", item.revision)
        switch item.reason {
        case .evicted: append(",\"reason\":\"evicted\"")
        case .cleared: append(",\"reason\":\"cleared\"")
        case .filtered: append(",\"reason\":\"filtered\"")
        case nil: break
        }
        append("}\n")
    }
}
