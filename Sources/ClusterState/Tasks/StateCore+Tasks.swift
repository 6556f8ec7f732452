// SPDX-License-Identifier: Apache-2.0
internal import CeleryEvents

extension StateCore {
    /// All that a `task-received` may still say about a task that has gone further.
    private static var mergeableWhenReceived: UInt64 {
        EventField.args.bit | EventField.kwargs.bit | EventField.parentID.bit | EventField.rootID.bit
            | EventField.retries.bit | EventField.eta.bit | EventField.expires.bit
    }
    /// The attributes that stand in the payload block; the others have a place in the slot.
    private static var inPayload: UInt64 { (EventField.swSys.bit << 1) - EventField.args.bit }

    /// The handler of `task-*` events (`State._create_dispatcher`, the branch of tasks).
    mutating func applyTask(_ event: Event, sighting: Sighting) {
        guard let host = required(event) else { return countEvent(event, name: internText(.name, of: event)) }
        let id = identity(of: event, hash: sighting.hash)

        let found = isTask(id, at: sighting.slot) ? sighting.slot : find(id)
        guard let slot = found ?? makeTask(id) else {
            refuse(.noRoom)
            return countEvent(event, name: internText(.name, of: event))
        }
        let created = found == nil
        let isSent = event.taskSubject == .sent

        // The page is written to from here on; making a worker or another task cannot move it.
        let row = tasks.writable(slot, revision: revision, reclaimer: &reclaimer)
        row.pointee.revision = revision
        let origin: UInt32
        if isSent {
            row.pointee.client = host
            origin = host
        } else {
            origin = noteWorker(event, host: host, task: row)
        }

        order.push(
            TimeOrder.Entry(
                clock: event.clock, timestamp: event.timestamp, origin: origin,
                reference: UInt32(slot) | row.pointee.birth << 24),
            limit: limits.maxTasks * 4,
            originPrecedes: { [chunks = texts.chunks] in
                bytesPrecede(TextTable.text(TextID($0), in: chunks), TextTable.text(TextID($1), in: chunks))
            })
        if event.taskSubject == .received { taskEventCount += 1 }

        update(row, with: event, id: id)

        if row.pointee.name != 0 {
            noteName(row.pointee.name)
            if created { row.pointee.indexedHost = host }
        }
        countEvent(type: typeNumber(event), name: row.pointee.name, host: host)
        noteParent(slot, row: row, id: id)
        if created, kinship.isAnyoneWaiting { resolveChildren(slot, row: row, hash: id.hash) }
        interests?.note(slot, row.pointee, isNew: created, texts: texts)
        if created, limits.maxBytes != nil { enforceMaxBytes(sparing: slot) }
    }

    /// What makes a task: its uuid's bytes (or a hash of its text), and their hash.
    struct Identity {
        var high: UInt64
        var low: UInt64
        var isCanonical: Bool
        var hash: UInt64
    }

    /// The number of the node name, if the event has all that a task event must have.
    private mutating func required(_ event: Event) -> UInt32? {
        guard event[.uuid]?.kind == .string else { return refused(.noUUID) }
        let host = internText(.hostname, of: event)
        guard host != 0 else { return refused(.noHostname) }
        guard !event.timestamp.isNaN, !event.received.isNaN else { return refused(.noTimestamp) }
        return host
    }

    private mutating func refused(_ fault: EventFault) -> UInt32? {
        refuse(fault)
        return nil
    }

    private func identity(of event: Event, hash known: UInt64?) -> Identity {
        if let (high, low) = event.canonicalUUID {
            return Identity(high: high, low: low, isCanonical: true, hash: known ?? hashing.hash(high, low))
        }
        return identity(text: event[.uuid]?.text ?? UnsafeRawBufferPointer(start: nil, count: 0))
    }

    /// Of an id in any form.
    func identity(text: UnsafeRawBufferPointer) -> Identity {
        if let (high, low) = parseUUID(text) {
            return Identity(high: high, low: low, isCanonical: true, hash: hashing.hash(high, low))
        }
        // 128 bits of two keyed hashes stand for the text: nobody lives to see two of them meet.
        let high = hashing.hash(text)
        let low = hashing.hash(text, salt: 0x5bd1_e995_9d1b_3c7f)
        return Identity(high: high, low: low, isCanonical: false, hash: hashing.hash(high, low))
    }

    @inline(__always)
    func find(_ id: Identity) -> Int? {
        index.find(hash: id.hash) { slot in
            let row = tasks.row(slot)
            return row.pointee.uuidHigh == id.high && row.pointee.uuidLow == id.low
                && row.pointee.flags.contains(.canonical) == id.isCanonical
        }
    }

    /// Whether the task lives in the state in that slot.
    @inline(__always)
    private func isTask(_ id: Identity, at slot: Int) -> Bool {
        guard slot != Sighting.nowhere else { return false }
        let row = tasks.row(slot)
        return row.pointee.uuidHigh == id.high && row.pointee.uuidLow == id.low
            && row.pointee.flags.intersection([.occupied, .canonical, .evicted, .cleared]) == [.occupied, .canonical]
    }

    @inline(never)
    private mutating func makeTask(_ id: Identity) -> Int? {
        buryBeforeBirth()
        while recency.count >= limits.maxTasks, let oldest = recency.oldest {
            removeTask(oldest, reason: .evicted)
            prefetchOldest()
        }
        guard tasks.hasFreeSlot || tasks.slotCount < TaskIndex.maxSlots - 1 else { return nil }
        let slot = tasks.allocate(reclaimer: &reclaimer)
        let row = tasks.writable(slot, revision: revision, reclaimer: &reclaimer)
        var birth = row.pointee.birth &+ 1
        if birth == 0 { birth = 1 }
        row.pointee = TaskSlot(
            uuidHigh: id.high, uuidLow: id.low, revision: revision, clock: 0, timestamp: .nan, localReceived: .nan,
            times: (.nan, .nan, .nan, .nan), name: 0, state: TaskStates.pending, worker: 0, client: 0, type: 0,
            indexedHost: 0, payload: 0, birth: birth, pid: TaskSlot.noPID, timeKinds: 0,
            flags: id.isCanonical ? [.occupied, .canonical] : .occupied)
        index.insert(hash: id.hash, slot: slot) { [hashing, tasks = tasks.reader] in
            let row = tasks.row($0)
            return hashing.hash(row.pointee.uuidHigh, row.pointee.uuidLow)
        }
        recency.append(slot)
        fewestTasks = min(fewestTasks, recency.count)
        return slot
    }

    /// The tasks that will go next were last touched long ago: their rows, index lines and texts are on their
    /// way before they are needed.
    @inline(__always)
    private func prefetchOldest() {
        guard let next = recency.oldest else { return }
        let row = tasks.row(next)
        prefetch(index.address(hashing.hash(row.pointee.uuidHigh, row.pointee.uuidLow)))
        if let block = Slab.block(row.pointee.payload, in: chunks) { prefetch(block) }
        guard let second = recency.next(next) else { return }
        prefetchRow(second)
        if let third = recency.next(second) { recency.prefetchLink(third) }
    }

    /// A row may lie on three cache lines; the first two have what finding and changing a task needs first.
    @inline(__always)
    func prefetchRow(_ slot: Int) {
        let row = UnsafeRawPointer(tasks.row(slot))
        prefetch(row)
        prefetch(row + MemoryLayout<TaskSlot>.stride - 1)
    }

    /// The worker's part in a task event: a heartbeat at the sender's time.
    ///
    /// Returns the event's origin.
    @inline(__always)
    private mutating func noteWorker(_ event: Event, host: UInt32, task: UnsafeMutablePointer<TaskSlot>) -> UInt32 {
        let slot = worker(named: host) ?? makeWorker(host)
        let worker = workers.writable(slot, revision: revision, reclaimer: &reclaimer)
        worker.pointee.revision = revision
        pulses.noteTask(event, host: host, task: task)
        task.pointee.worker = host
        // One that said it is going is not brought back by what its tasks still have to say.
        if celeryExact || !worker.pointee.flags.contains(.saidOffline), isTruthy(event.received) {
            beat(
                worker, host: host, timestamp: event.timestamp, received: event.received, heartbeat: event.timestamp)
        }
        return origin(of: worker)
    }

    /// `Task.event`: the state by precedence, the times, and the attributes that the event may change.
    @inline(__always)
    private mutating func update(_ row: UnsafeMutablePointer<TaskSlot>, with event: Event, id: Identity) {
        let subject = event.taskSubject
        let state = subject == .custom ? customState(event) : TaskStates.state(subject: subject.rawValue)
        let current = row.pointee.state
        let isStale =
            state != TaskStates.retry && current != TaskStates.retry
            && TaskStates.rank(state) > TaskStates.rank(current)

        var spill: (kind: UInt8, time: Double)?
        if subject != .custom, !row.pointee.setTime(subject.rawValue, event.timestamp) {
            spill = (subject.rawValue, event.timestamp)
        }
        var fields = Self.inPayload
        var withExtras = true
        var dropped: UInt64 = 0
        if isStale, state == TaskStates.received {
            fields = Self.mergeableWhenReceived
            withExtras = false
        } else {
            if !isStale {
                row.pointee.state = state
                row.pointee.flags.remove(.ready)
                if TaskStates.isReady(state) { row.pointee.flags.insert(.ready) }
            }
            noteEnvelope(row, event, &fields, &dropped)
        }
        if let name = event[.name] {
            if row.pointee.name == 0 { dropped |= EventField.name.bit }
            // A name that is no text stays readable as it came.
            row.pointee.name = name.kind == .string ? intern(name) : 0
            if name.kind != .string { fields |= EventField.name.bit }
        }
        if !id.isCanonical { fields |= EventField.uuid.bit }
        if row.pointee.payload == 0 { dropped = 0 }
        if event.present & fields == 0, dropped == 0, spill == nil, !withExtras || event.extraCount == 0 { return }
        let replaced = writePayload(
            old: row.pointee.payload, event: event, fields: fields, dropped: dropped, extras: withExtras,
            own: id.isCanonical ? (id.high, id.low) : nil, spill: spill, forWorker: false)
        if let replaced { row.pointee.payload = replaced }
        if event.present & fields & EventField.parentID.bit != 0 {
            row.pointee.flags.remove(.hasParent)
            if let parent = event[.parentID], parent.kind == .string, parent.text.count > 0 {
                row.pointee.flags.formUnion([.hasParent, .hadParent])
            }
        }
    }

    /// The attributes that every event has.
    ///
    /// What does not fit the slot joins the `fields` of the payload; where the slot had none so far, one may stand
    /// there that has to be dropped.
    @inline(__always)
    private mutating func noteEnvelope(
        _ row: UnsafeMutablePointer<TaskSlot>, _ event: Event, _ fields: inout UInt64, _ dropped: inout UInt64
    ) {
        row.pointee.timestamp = event.timestamp
        row.pointee.clock = event.clock
        row.pointee.localReceived = event.received
        row.pointee.type = typeNumber(event)
        if event.taskSubject == .sent {
            row.pointee.flags.insert(.lastWasSent)
        } else {
            row.pointee.flags.remove(.lastWasSent)
        }
        if let pid = event[.pid] {
            if row.pointee.pid == TaskSlot.noPID { dropped |= EventField.pid.bit }
            if pid.kind == .int, let small = Int32(exactly: pid.integer), small != TaskSlot.noPID {
                row.pointee.pid = small
            } else {
                row.pointee.pid = TaskSlot.noPID
                fields |= EventField.pid.bit
            }
        }
        if let offset = event[.utcoffset] {
            if row.pointee.utcOffset == nil { dropped |= EventField.utcoffset.bit }
            row.pointee.utcOffset = offset.kind == .int ? offset.integer : nil
            if row.pointee.utcOffset == nil { fields |= EventField.utcoffset.bit }
        }
    }

    /// The state that a custom event makes: its subject in capitals.
    @inline(never)
    private mutating func customState(_ event: Event) -> UInt32 {
        let type = internText(.type, of: event)
        if let state = customStates[type] { return state }
        // Behind `task-`; by bytes, as the dash may be one character with an accent behind it.
        let subject = String(decoding: texts.text(TextID(type)).dropFirst(5), as: UTF8.self).uppercased()
        let state = Array(subject.utf8).withUnsafeBytes { texts.intern($0, generation: reclaimer.generation).rawValue }
        customStates[type] = state
        return state
    }

    @inline(__always)
    private mutating func noteName(_ name: UInt32) {
        let index = Int(name)
        if index < seenNames.count, seenNames[index] { return }
        if index >= seenNames.count {
            seenNames.append(
                contentsOf: repeatElement(false, count: max(index + 1, seenNames.count * 2) - seenNames.count))
        }
        // As bounded as the counters: a name that is made up anew for every task must not fill the memory.
        guard seenNameCount < limits.maxCounters else { return }
        seenNames[index] = true
        seenNameCount += 1
    }
}
