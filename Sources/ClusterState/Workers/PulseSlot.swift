// SPDX-License-Identifier: Apache-2.0

/// What ``PulseTable`` keeps of a worker.
///
/// What each task event needs stands in front, on one cache line.
struct PulseSlot: BitwiseCopyable {
    /// `EventDispatcher.buffer_limit` is 24: so many task events a heartbeat can overtake.
    static let mostGathered: Int64 = 23
    /// No process has it.
    static let noPID = Int64.min

    /// Of the main process: pool children have clocks of their own.
    var pid = noPID
    /// Events with lower clocks want a closer look: they are the first since a mark, or come late.
    var watermark = Int64.max
    var lastTaskClock: Int64 = 0
    var events: Int64 = 0
    var started: Int64 = 0
    var heard = Double.nan

    /// Of the process before.
    var formerPID = noPID
    /// Of `worker-*` events.
    var lastWorkerClock: Int64 = 0
    /// When the newest `worker-*` event was sent.
    var timestamp = -Double.infinity
    var freq = WorkerSlot.defaultFreq
    var firstProcessed: Int64 = 0
    var orphans: Int64 = 0
    var beat = WorkerPulse.Beat()
    var settledBeat = WorkerPulse.Beat()

    /// The highest clock at the mark; events up to it are not counted again.
    var markedClock: Int64 = 0
    /// Events with lower clocks that a heartbeat may have overtaken then.
    var markedGathered: Int64 = 0
    var markedBeat = WorkerPulse.Beat()
    /// The first clock since the mark; `.max`: none yet.
    var firstClock = Int64.max
    var firstTimestamp = Double.nan
    /// Events that came after the first and have lower clocks.
    var recovered: Int64 = 0

    var process: UInt64 = 0
    /// Number of the node name; 0: the slot is free.
    var host: UInt32 = 0
    var flags: Flags = []

    struct Flags: OptionSet, BitwiseCopyable {
        var rawValue: UInt32
        /// The pid is from a `worker-*` event, which only the main process sends.
        static let isCertain = Flags(rawValue: 1)
        static let saidOffline = Flags(rawValue: 2)
        static let isMarked = Flags(rawValue: 4)
        static let firstIsBeginning = Flags(rawValue: 8)
        /// It said `worker-online`, and nobody has fetched that yet.
        static let cameOnline = Flags(rawValue: 16)
    }

    var highestClock: Int64 { max(lastTaskClock, lastWorkerClock) }

    /// Begins to measure what is missed from here on.
    mutating func mark() {
        // Behind these no task event is on its way any more; of one that has begun before our eyes, none was before.
        let beginning = flags.contains(.firstIsBeginning) ? firstClock : 0
        let settled = max(lastTaskClock, settledBeat.clock, markedClock, beginning)
        markedClock = highestClock
        markedGathered = min(max(lastWorkerClock - settled - 1, 0), Self.mostGathered)
        markedBeat = beat
        firstClock = .max
        firstTimestamp = .nan
        recovered = 0
        watermark = .max
        flags.insert(.isMarked)
        flags.remove(.firstIsBeginning)
    }

    /// Looks closer at an event below the watermark; false if it counts for nothing: it was seen before the mark.
    mutating func admit(clock: Int64, timestamp: Double, isStart: Bool, isBeginning: Bool) -> Bool {
        if clock <= markedClock { return false }
        if firstClock == .max {
            firstClock = clock
            firstTimestamp = timestamp
            if isBeginning { flags.insert(.firstIsBeginning) }
            watermark = max(clock, beat.clock)
        } else if clock < firstClock {
            recovered += 1
        }
        // Late for a heartbeat: it had been sent before that.
        if clock < beat.clock {
            beat.events += 1
            if isStart { beat.started += 1 }
        }
        if clock < settledBeat.clock {
            settledBeat.events += 1
            if isStart { settledBeat.started += 1 }
        }
        return true
    }

    /// Notes a heartbeat that tells how many tasks the process has accepted.
    mutating func note(beat clock: Int64, processed: Int64, timestamp: Double, silences: UInt64) {
        if beat.number == 0 { firstProcessed = processed }
        settledBeat = beat
        beat = WorkerPulse.Beat(
            number: beat.number + 1, clock: clock, processed: processed, started: started, events: events,
            orphans: orphans, timestamp: timestamp, silences: silences)
        if firstClock != .max { watermark = max(firstClock, clock) }
    }
}

extension WorkerPulse {
    init(_ row: PulseSlot, slot: Int) {
        var first: First?
        if row.firstClock != .max {
            let between = row.firstClock - row.markedClock - 1 - row.recovered
            first = First(
                clock: row.firstClock, timestamp: row.firstTimestamp,
                isBeginning: row.flags.contains(.firstIsBeginning),
                atMost: UInt64(max(between, 0) + row.markedGathered))
        }
        self.init(
            slot: slot, process: row.process, pid: row.pid, heard: row.heard, freq: row.freq,
            saidOffline: row.flags.contains(.saidOffline), lastTaskClock: row.lastTaskClock,
            firstProcessed: row.firstProcessed, beat: row.beat,
            settledBeat: row.settledBeat, isMarked: row.flags.contains(.isMarked), markedBeat: row.markedBeat,
            first: first)
    }
}
