// SPDX-License-Identifier: Apache-2.0
internal import CeleryEvents

extension StateCore {
    private static var slotBytes: Int { MemoryLayout<TaskSlot>.stride }

    /// Takes a task out of the state.
    ///
    /// It stays in its slot, marked, until every camera that it concerned has seen it go; its text stays only as long
    /// as somebody has not seen that.
    mutating func removeTask(_ slot: Int, reason: RemovalReason) {
        let before = tasks.row(slot).pointee
        index.remove(hash: hashing.hash(before.uuidHigh, before.uuidLow), slot: slot)
        if before.flags.contains(.hadParent) {
            kinship.detach(Kinship.Member(slot: UInt32(slot), birth: before.birth))
        }
        recency.remove(slot)
        fewestTasks = min(fewestTasks, recency.count)

        let concerned = (interests.map { $0.cameras(slot) } ?? .max) & cursors.active
        guard concerned != 0 else { return freeTask(slot) }
        let row = tasks.writable(slot, revision: revision, reclaimer: &reclaimer)
        row.pointee.flags.insert(reason == .evicted ? .evicted : .cleared)
        row.pointee.markRemoval(at: revision)
        if cursors.least(of: concerned) >= row.pointee.revision {
            reclaimer.retireBlock(keepingUUID(row))
        }
        cursors.hold(
            slot: slot, bytes: Self.slotBytes + payloadBytes(row.pointee.payload), revision: revision, for: concerned)
        while cursors.heldBytes > limits.maxPendingBytes, let oldest = cursors.takeOldest(at: revision) {
            freeTask(oldest)
        }
    }

    /// Empties the payload but for an id that has to be told; returns the block that is no longer needed.
    private func keepingUUID(_ row: UnsafeMutablePointer<TaskSlot>) -> UInt32 {
        guard row.pointee.flags.contains(.canonical) else { return 0 }
        let handle = row.pointee.payload
        row.pointee.payload = 0
        return handle
    }

    private func payloadBytes(_ handle: UInt32) -> Int {
        memory.slab.pointee.bytes(of: handle)
    }

    private mutating func freeTask(_ slot: Int) {
        // No revision: nothing that a camera is told of changes here.
        let row = tasks.writable(slot, revision: 0, reclaimer: &reclaimer)
        reclaimer.retireBlock(row.pointee.payload)
        row.pointee.payload = 0
        row.pointee.flags = []
        tasks.release(slot)
    }

    /// Frees what every camera has seen by now.
    mutating func releaseSeen() {
        var seen: [Int] = []
        cursors.takeSeen { seen.append($0) }
        for slot in seen { freeTask(slot) }
        releaseRemovedWorkers()
    }

    /// Keeps the payloads within `maxBytes`, oldest tasks first; never the one that is being written.
    mutating func enforceMaxBytes(sparing spared: Int) {
        guard let limit = limits.maxBytes else { return }
        while stateBytes > limit, let oldest = recency.oldest, oldest != spared {
            removeTask(oldest, reason: .evicted)
        }
    }

    /// What `maxBytes` bounds.
    ///
    /// What has left the state does not count: neither what is held for cameras nor what only snapshots still show.
    /// Evicting frees none of that, and the last task would go for one picture.
    private var stateBytes: Int {
        let held = cursors.heldBytes - cursors.heldCount * Self.slotBytes
        return memory.slab.pointee.usedBytes - reclaimer.waitingBlockBytes - held
    }

    /// `State.clear`: all workers, and the ready tasks or all of them.
    ///
    /// The time order is emptied, so that the tasks that stay come into it again with their next event, as in Celery.
    mutating func clear(ready: Bool) {
        revision += 1
        while let oldest = workerRecency.oldest { removeWorker(oldest, reason: .cleared) }
        var next = recency.oldest
        while let slot = next {
            next = recency.next(slot)
            if !ready || tasks.row(slot).pointee.flags.contains(.ready) { removeTask(slot, reason: .cleared) }
        }
        order.removeAll()
        // Only Celery's own numbers start again; the exact counters count on.
        if celeryExact {
            eventCount = 0
            taskEventCount = 0
        }
    }

    /// Gives back the texts that nothing uses any more.
    mutating func sweepTexts() {
        var used = [Bool](repeating: false, count: Int(texts.highest) + 1)
        func mark(_ id: UInt32) { used[Int(id)] = true }
        for id in 1...(other) { mark(id) }
        for slot in 0..<tasks.slotCount {
            let row = tasks.row(slot).pointee
            guard row.flags.contains(.occupied) else { continue }
            for id in [row.name, row.state, row.worker, row.client, row.type] {
                mark(id)
            }
            if row.flags.isDisjoint(with: .gone) { mark(row.indexedHost) }
            markTexts(of: row.payload, mark)
        }
        for slot in 0..<workers.slotCount {
            let row = workers.row(slot).pointee
            guard row.flags.contains(.occupied) else { continue }
            mark(row.hostname)
            mark(row.origin)
            markTexts(of: row.payload, mark)
        }
        pulses.forEachHost { mark($0) }
        for slot in 0..<counters.rows.slotCount {
            let row = counters.rows.row(slot).pointee
            mark(row.type)
            mark(row.task)
            mark(row.host)
        }
        order.forEach(reverse: false) { entry in
            mark(entry.origin)
            return true
        }
        for (name, isSeen) in seenNames.enumerated() where isSeen { mark(UInt32(name)) }

        let living = reclaimer.oldestLiveGeneration
        texts.sweep(oldestLiveGeneration: living, generation: reclaimer.generation) { used[Int($0)] }
        // What is remembered by number must not survive the number.
        customStates = [:]
        countingHosts = []
        drifts.forgetTexts()
        interests?.forgetTexts()
    }

    private func markTexts(of payload: UInt32, _ mark: (UInt32) -> Void) {
        let payload = Payload(handle: payload, chunks: chunks)
        var offset = 0
        while let (record, _) = payload.next(&offset) {
            if record.kind == .text { mark(record.value.loadUnaligned(as: UInt32.self)) }
            if record.field == PayloadField.other { mark(record.key) }
        }
    }
}
