// SPDX-License-Identifier: Apache-2.0
internal import CeleryEvents

extension StateCore {
    private static var notAttributes: UInt64 { EventField.hostname.bit | EventField.localReceived.bit }

    /// The handler of `worker-*` events.
    ///
    /// Without hostname or times they are ignored, as in Celery.
    mutating func applyWorker(_ event: Event) {
        let host = internText(.hostname, of: event)
        countEvent(type: typeNumber(event), name: 0, host: host)
        guard host != 0, !event.timestamp.isNaN, !event.received.isNaN else { return }
        let isOffline = event.workerSubject == .offline
        let slot: Int
        if let known = worker(named: host) {
            slot = known
        } else {
            // A worker that only says goodbye is not entered.
            if isOffline { return }
            slot = makeWorker(host)
        }
        pulses.noteWorker(event, host: host)
        let row = workers.writable(slot, revision: revision, reclaimer: &reclaimer)
        row.pointee.revision = revision
        let replaced = writePayload(
            old: row.pointee.payload, event: event, fields: ~Self.notAttributes, dropped: 0, extras: true, own: nil,
            spill: nil,
            forWorker: true)
        if let replaced { row.pointee.payload = replaced }
        if let freq = event[.freq] { row.pointee.freq = freq.asDouble ?? WorkerSlot.defaultFreq }
        if event.has(.pid) { row.pointee.origin = 0 }
        if isOffline {
            row.pointee.heartbeatCount = 0
            row.pointee.flags.insert(.saidOffline)
            return
        }
        row.pointee.flags.remove(.saidOffline)
        beat(row, host: host, timestamp: event.timestamp, received: event.received, heartbeat: event.received)
    }

    /// What Python takes for true: a time that is there and not 0.
    @inline(__always)
    func isTruthy(_ time: Double) -> Bool { time != 0 && !time.isNaN }

    /// Notes a heartbeat, and that the clocks are apart if they are.
    @inline(__always)
    mutating func beat(
        _ row: UnsafeMutablePointer<WorkerSlot>, host: UInt32, timestamp: Double, received: Double, heartbeat: Double
    ) {
        guard isTruthy(timestamp), isTruthy(received) else { return }
        // Cutting off the fractions brings them apart by less than a second.
        if abs(received - timestamp) > Double(DriftLog.limit - 1) {
            noteDrift(host: host, timestamp: timestamp, received: received)
        }
        row.pointee.push(heartbeat)
    }

    @inline(never)
    private mutating func noteDrift(host: UInt32, timestamp: Double, received: Double) {
        let drift = abs(received.rounded(.towardZero) - timestamp.rounded(.towardZero))
        guard drift > Double(DriftLog.limit) else { return }
        drifts.warn(
            host: host,
            DriftWarning(
                hostname: String(decoding: texts.text(TextID(host)), as: UTF8.self),
                drift: Int(exactly: drift) ?? .max, timestamp: timestamp, localReceived: received))
    }

    @inline(__always)
    func worker(named host: UInt32) -> Int? {
        let index = Int(host)
        guard index < workerByName.count, workerByName[index] != 0 else { return nil }
        return Int(workerByName[index]) - 1
    }

    @inline(never)
    mutating func makeWorker(_ host: UInt32) -> Int {
        while workerRecency.count >= limits.maxWorkers, let oldest = workerRecency.oldest {
            removeWorker(oldest, reason: .evicted)
        }
        let slot = workers.allocate(reclaimer: &reclaimer)
        let row = workers.writable(slot, revision: revision, reclaimer: &reclaimer)
        row.pointee = WorkerSlot(
            revision: revision, removalRevision: 0, heartbeats: (0, 0, 0, 0), freq: WorkerSlot.defaultFreq,
            hostname: host, origin: 0, payload: 0, heartbeatCount: 0, flags: .occupied, unused: 0)
        let index = Int(host)
        if index >= workerByName.count {
            let size = max(index + 1, workerByName.count * 2)
            workerByName.append(contentsOf: repeatElement(0, count: size - workerByName.count))
        }
        workerByName[index] = UInt32(slot + 1)
        workerRecency.append(slot)
        return slot
    }

    /// The id of the worker's events in the time order: `hostname.pid`.
    @inline(__always)
    mutating func origin(of row: UnsafeMutablePointer<WorkerSlot>) -> UInt32 {
        row.pointee.origin != 0 ? row.pointee.origin : findOrigin(row)
    }

    @inline(never)
    private mutating func findOrigin(_ row: UnsafeMutablePointer<WorkerSlot>) -> UInt32 {
        let pid: String
        switch Payload(handle: row.pointee.payload, chunks: chunks).record(PayloadField.pid).map({
            $0.attributeValue(texts: { _ in UnsafeRawBufferPointer(start: nil, count: 0) })
        }) {
        case .int(let value): pid = String(value)
        case .string(let text), .json(let text): pid = String(decoding: text, as: UTF8.self)
        case .double(let value): pid = String(value)
        case .bool(let value): pid = value ? "True" : "False"
        default: pid = "None"
        }
        var text = Array(texts.text(TextID(row.pointee.hostname)))
        text.append(UInt8(ascii: "."))
        text.append(contentsOf: pid.utf8)
        let id = text.withUnsafeBytes { texts.intern($0, generation: reclaimer.generation).rawValue }
        row.pointee.origin = id
        return id
    }

    /// Takes a worker out of the state; its slot stays until every camera has seen it go.
    mutating func removeWorker(_ slot: Int, reason: RemovalReason) {
        let row = workers.writable(slot, revision: revision, reclaimer: &reclaimer)
        workerByName[Int(row.pointee.hostname)] = 0
        workerRecency.remove(slot)
        if reason == .evicted { pulses.release(host: row.pointee.hostname) }
        row.pointee.removalRevision = revision
        row.pointee.flags.insert(reason == .evicted ? .evicted : .cleared)
        removedWorkers.append((slot, revision))
        // Workers are few and small: as many may wait as may live.
        if removedWorkers.count > limits.maxWorkers { freeWorker(removedWorkers.removeFirst().slot) }
    }

    /// Frees the removed workers that everybody has seen go.
    mutating func releaseRemovedWorkers() {
        guard !removedWorkers.isEmpty else { return }
        let least = cursors.least(of: .max)
        let seen = removedWorkers.prefix { $0.revision <= least }
        for (slot, _) in seen { freeWorker(slot) }
        removedWorkers.removeFirst(seen.count)
    }

    private mutating func freeWorker(_ slot: Int) {
        let row = workers.writable(slot, revision: 0, reclaimer: &reclaimer)
        reclaimer.retireBlock(row.pointee.payload)
        row.pointee.payload = 0
        row.pointee.flags = []
        workers.release(slot)
    }
}
