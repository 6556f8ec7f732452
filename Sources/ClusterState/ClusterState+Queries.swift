// SPDX-License-Identifier: Apache-2.0

extension ClusterState {
    /// Calls `body` with each task, oldest first (`State.itertasks`, without touching the order).
    package func forEachTask(_ body: (TaskRecord) -> Void) {
        var next = core.recency.oldest
        while let slot = next {
            body(record(slot))
            next = core.recency.next(slot)
        }
    }

    /// Calls `body` with each worker, oldest first.
    package func forEachWorker(_ body: (WorkerRecord) -> Void) {
        var next = core.workerRecency.oldest
        while let slot = next {
            body(
                WorkerRecord(row: core.workers.row(slot), chunks: core.chunks, textChunks: core.texts.chunks))
            next = core.workerRecency.next(slot)
        }
    }

    /// Calls `body` with tasks in the order of logical clocks (`State.tasks_by_time`), each once.
    ///
    /// `limit` counts events, not tasks, as in Celery.
    package func forEachTaskByTime(limit: Int? = nil, reverse: Bool = true, _ body: (TaskRecord) -> Void) {
        var seen = Set<Int>()
        var left = limit ?? .max
        core.order.forEach(reverse: reverse) { entry in
            if left == 0 { return false }
            left -= 1
            if let slot = slot(entry.reference), seen.insert(slot).inserted { body(record(slot)) }
            return true
        }
    }

    private func slot(_ reference: UInt32) -> Int? {
        guard reference != TimeOrder.dead else { return nil }
        let slot = Int(reference & 0xff_ffff)
        let row = core.tasks.row(slot)
        guard row.pointee.birth & 0xff == reference >> 24, row.pointee.flags.contains(.occupied),
            row.pointee.flags.isDisjoint(with: .gone)
        else { return nil }
        return slot
    }

    private func record(_ slot: Int) -> TaskRecord {
        TaskRecord(slot: slot, row: core.tasks.row(slot), chunks: core.chunks, textChunks: core.texts.chunks)
    }

    /// The names of tasks seen, sorted by code points (`State.task_types`).
    public func taskTypes() -> [String] {
        core.seenNames.indices.filter { core.seenNames[$0] }
            .map { core.texts.text(TextID(UInt32($0))) }
            .sorted { $0.lexicographicallyPrecedes($1) }
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// The uuids of the tasks that Celery's `tasks_by_type[name]` holds: those that were made by an event
    /// that named them.
    public func tasks(ofType name: String) -> Set<String> {
        uuids { Array($0.text($0.name)) == Array(name.utf8) && $0.indexedHost.isPresent }
    }

    /// The uuids of the tasks that Celery's `tasks_by_worker[hostname]` holds: by the node whose event made
    /// them, be it a client's.
    public func tasks(ofWorker hostname: String) -> Set<String> {
        uuids { Array($0.text($0.indexedHost)) == Array(hostname.utf8) && $0.indexedHost.isPresent }
    }

    private func uuids(where isWanted: (TaskRecord) -> Bool) -> Set<String> {
        var found = Set<String>()
        forEachTask { if isWanted($0) { found.insert($0.uuid) } }
        return found
    }

    /// The node names of the workers that are alive (`State.alive_workers`).
    /// - Parameter now: UNIX seconds.
    /// - Returns: them, in order of their slots.
    public func aliveWorkers(at now: Double) -> [String] {
        var names: [String] = []
        forEachWorker { if $0.isAlive(at: now) { names.append(String(decoding: $0.text($0.hostname), as: UTF8.self)) } }
        return names
    }

    /// The children of every task that has some, by uuid.
    public func children() -> [String: [String]] {
        var children: [String: [String]] = [:]
        core.kinship.forEach(isAlive: { core.isAlive($0) }) { parent, child in
            children[record(Int(parent.slot)).uuid, default: []].append(record(Int(child.slot)).uuid)
        }
        return children
    }
}
