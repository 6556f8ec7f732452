// SPDX-License-Identifier: Apache-2.0
internal import CeleryEvents

/// The pulses of the workers, beside their pages: no snapshot shows them.
///
/// A worker that `clear` takes out of the state keeps its pulse, or a recording with `clear_after` could measure
/// nothing; one that a limit evicts loses it.
struct PulseTable: ~Copyable {
    private static var needed: UInt64 { EventField.pid.bit | EventField.clock.bit }
    /// Seconds without a word from any worker that are no accident, and the same as a multiple of `freq`.
    private static let silence = 5.0
    private static let silentBeats = 3.0
    /// So that sums and differences of what comes from outside do not overflow.
    private static let mostProcessed: Int64 = 1 << 48

    private let limit: Int
    /// Slot 0 stands for a worker that has none; no process has its pid.
    private var rows: UnsafeMutablePointer<PulseSlot>
    private var capacity = 64
    private var highest = 0
    private var free: [UInt32] = []
    /// The next to go when there are too many.
    private var hand = 0
    /// Slot by the number of the node name.
    private var byName: UnsafeMutablePointer<UInt32>
    private var nameCount = 256

    private var processes: UInt64 = 0
    /// When the newest `worker-*` event of all was sent; NaN: none since the mark.
    private var latest = Double.nan
    private var silences: UInt64 = 0
    private var onlineCount = 0

    /// - Parameter limit: the most workers.
    init(limit: Int) {
        self.limit = limit
        rows = .allocate(capacity: 64)
        rows.initialize(repeating: PulseSlot(), count: 64)
        byName = .allocate(capacity: 256)
        byName.initialize(repeating: 0, count: 256)
    }

    deinit {
        rows.deallocate()
        byName.deallocate()
    }

    var bytes: Int { capacity * MemoryLayout<PulseSlot>.stride + nameCount * 4 + free.capacity * 4 }

    // MARK: - Events

    /// Notes an event of a task that Celery itself sends; others have clocks that say nothing, or come on other ways.
    @inline(__always)
    mutating func noteTask(_ event: Event, host: UInt32, task: UnsafeMutablePointer<TaskSlot>) {
        let subject = event.taskSubject
        guard subject != .custom, event.present & Self.needed == Self.needed else { return }
        let pid = event.value(at: EventField.pid.rawValue)
        let clock = event.value(at: EventField.clock.rawValue)
        guard pid.kind == .int, clock.kind == .int else { return }
        let row = rows + slot(of: host)
        guard pid.integer == row.pointee.pid, clock.integer >= row.pointee.watermark else {
            return noteRareTask(event, host: host, pid: pid.integer, clock: clock.integer)
        }
        row.pointee.count(clock: clock.integer, subject: subject, received: event.received)
        if subject == .succeeded { row.pointee.noteEnd(event, of: task, host: host) }
    }

    @inline(__always)
    private func slot(of host: UInt32) -> Int {
        Int(host) < nameCount ? Int(byName[Int(host)]) : 0
    }

    /// A worker's first event, one of another process, or one below the watermark.
    @inline(never)
    private mutating func noteRareTask(_ event: Event, host: UInt32, pid: Int64, clock: Int64) {
        guard clock > 0, host != 0 else { return }
        let known = slot(of: host)
        let slot = known == 0 ? make(host, pid: pid) : known
        if rows[slot].pid != pid {
            // A pool child's; or the worker sends no worker events, and this is a new one.
            if rows[slot].flags.contains(.isCertain) { return }
            begin(slot, pid: pid)
        }
        let subject = event.taskSubject
        if clock < rows[slot].watermark {
            let isCounted = rows[slot].admit(
                clock: clock, timestamp: event.timestamp, isStart: subject == .started, isBeginning: clock == 1)
            if !isCounted { return }
        }
        rows[slot].count(clock: clock, subject: subject, received: event.received)
    }

    /// Notes a `worker-*` event: only the main process sends them.
    mutating func noteWorker(_ event: Event, host: UInt32) {
        guard event.present & Self.needed == Self.needed, host != 0 else { return }
        let pid = event.value(at: EventField.pid.rawValue)
        let clock = event.value(at: EventField.clock.rawValue)
        guard pid.kind == .int, clock.kind == .int, clock.integer > 0 else { return }
        let processed = event[.processed].flatMap {
            $0.kind == .int && (0...Self.mostProcessed).contains($0.integer) ? $0.integer : nil
        }
        let timestamp = event.timestamp

        let known = slot(of: host)
        let slot = known == 0 ? make(host, pid: pid.integer) : known
        if rows[slot].isOther(pid: pid.integer, clock: clock.integer, processed: processed, at: timestamp) {
            // Something old of the process before.
            if pid.integer == rows[slot].formerPID, timestamp < rows[slot].timestamp { return }
            begin(slot, pid: pid.integer)
        }
        let row = rows + slot
        row.pointee.flags.insert(.isCertain)
        if clock.integer < row.pointee.watermark {
            let isBeginning = clock.integer == 1 || event.workerSubject == .online && processed == 0
            let isCounted = row.pointee.admit(
                clock: clock.integer, timestamp: timestamp, isStart: false, isBeginning: isBeginning)
            if !isCounted { return }
        }
        row.pointee.events += 1
        row.pointee.heard = event.received
        row.pointee.lastWorkerClock = max(row.pointee.lastWorkerClock, clock.integer)
        // A clock that is far ahead must not make all that follows look old.
        if timestamp < event.received + 60 { row.pointee.timestamp = max(row.pointee.timestamp, timestamp) }
        if event.workerSubject == .offline {
            row.pointee.flags.insert(.saidOffline)
        } else {
            row.pointee.flags.remove(.saidOffline)
        }
        if event.workerSubject == .online, !row.pointee.flags.contains(.cameOnline) {
            row.pointee.flags.insert(.cameOnline)
            onlineCount += 1
        }
        noteSilence(before: timestamp, received: event.received, freq: row.pointee.freq)
        guard let processed, clock.integer > row.pointee.beat.clock else { return }
        // The answer to a remote `heartbeat` has a `freq` of its own, and no `processed`.
        if let freq = event[.freq]?.asDouble, freq > 0 { row.pointee.freq = freq }
        row.pointee.note(beat: clock.integer, processed: processed, timestamp: timestamp, silences: silences)
    }

    /// Whether there was nothing of any worker between the newest event so far and this one.
    private mutating func noteSilence(before timestamp: Double, received: Double, freq: Double) {
        if timestamp - latest > max(Self.silence, freq * Self.silentBeats) { silences += 1 }
        // A clock that is far ahead must not hide every silence to come.
        if timestamp < received + 60, !(timestamp <= latest) { latest = timestamp }
    }

    // MARK: - Slots

    private mutating func make(_ host: UInt32, pid: Int64) -> Int {
        if highest - free.count >= limit {
            repeat { hand = hand >= highest ? 1 : hand + 1 } while rows[hand].host == 0
            release(host: rows[hand].host)
        }
        let slot: Int
        if let freed = free.popLast() {
            slot = Int(freed)
        } else {
            highest += 1
            slot = highest
            if highest == capacity { grow() }
        }
        growNames(to: Int(host))
        byName[Int(host)] = UInt32(slot)
        rows[slot].host = host
        begin(slot, pid: pid)
        return slot
    }

    /// A process begins; nothing of the one before counts any more.
    private mutating func begin(_ slot: Int, pid: Int64) {
        processes += 1
        if rows[slot].flags.contains(.cameOnline) { onlineCount -= 1 }
        let (host, former) = (rows[slot].host, rows[slot].pid)
        rows[slot] = PulseSlot()
        rows[slot].host = host
        rows[slot].formerPID = former
        rows[slot].pid = pid
        rows[slot].process = processes
    }

    /// Frees the slot of a worker that has left the state.
    mutating func release(host: UInt32) {
        let slot = slot(of: host)
        guard slot != 0 else { return }
        if rows[slot].flags.contains(.cameOnline) { onlineCount -= 1 }
        byName[Int(host)] = 0
        rows[slot] = PulseSlot()
        free.append(UInt32(slot))
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<PulseSlot>.allocate(capacity: capacity * 2)
        larger.moveInitialize(from: rows, count: capacity)
        (larger + capacity).initialize(repeating: PulseSlot(), count: capacity)
        rows.deallocate()
        rows = larger
        capacity *= 2
    }

    private mutating func growNames(to host: Int) {
        guard host >= nameCount else { return }
        let count = max(host + 1, nameCount * 2)
        let larger = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
        larger.moveInitialize(from: byName, count: nameCount)
        (larger + nameCount).initialize(repeating: 0, count: count - nameCount)
        byName.deallocate()
        byName = larger
        nameCount = count
    }

    // MARK: - Readings

    /// Begins to measure what is missed from here on.
    mutating func mark() {
        for slot in stride(from: 1, through: highest, by: 1) where rows[slot].host != 0 { rows[slot].mark() }
        latest = .nan
    }

    func forEach(_ body: (WorkerPulse) -> Void) {
        for slot in stride(from: 1, through: highest, by: 1) where rows[slot].host != 0 {
            body(WorkerPulse(rows[slot], slot: slot))
        }
    }

    /// Calls `body` with the number of each node name.
    func forEachHost(_ body: (UInt32) -> Void) {
        for slot in stride(from: 1, through: highest, by: 1) where rows[slot].host != 0 { body(rows[slot].host) }
    }

    /// Number of the node name in that slot; 0: it is free.
    func host(_ slot: Int) -> UInt32 { slot > 0 && slot <= highest ? rows[slot].host : 0 }

    /// Calls `body` with the node name and the pid of every process that said `worker-online` since the last call.
    mutating func takeOnline(_ body: (UInt32, Int64) -> Void) {
        guard onlineCount > 0 else { return }
        for slot in stride(from: 1, through: highest, by: 1) where rows[slot].flags.contains(.cameOnline) {
            rows[slot].flags.remove(.cameOnline)
            body(rows[slot].host, rows[slot].pid)
        }
        onlineCount = 0
    }
}

extension PulseSlot {
    @inline(__always)
    fileprivate mutating func count(clock: Int64, subject: TaskSubject, received: Double) {
        events &+= 1
        heard = received
        if clock > lastTaskClock { lastTaskClock = clock }
        if subject == .started { started &+= 1 }
    }

    /// Counts a task whose start must have been sent while it was followed, and was not seen.
    @inline(__always)
    fileprivate mutating func noteEnd(_ event: Event, of task: UnsafeMutablePointer<TaskSlot>, host: UInt32) {
        if task.pointee.time(TaskSubject.started.rawValue) != nil { return }
        noteOrphan(event, of: task, host: host)
    }

    @inline(never)
    private mutating func noteOrphan(_ event: Event, of task: UnsafeMutablePointer<TaskSlot>, host: UInt32) {
        // The last place is empty: its start is not among the times in the payload either.
        guard task.pointee.worker == host, task.pointee.timeKinds >> 12 == 0,
            task.pointee.time(TaskSubject.received.rawValue) != nil, let runtime = event[.runtime]?.asDouble,
            event.timestamp - runtime > firstTimestamp
        else { return }
        orphans += 1
    }

    /// Whether such a `worker-*` event cannot be of the process that was known so far.
    ///
    /// In containers every process has the same pid; but no clock and no count ever goes back.
    fileprivate func isOther(pid: Int64, clock: Int64, processed: Int64?, at timestamp: Double) -> Bool {
        if pid != self.pid { return true }
        return timestamp > self.timestamp && (clock < lastWorkerClock || processed ?? .max < beat.processed)
    }
}
