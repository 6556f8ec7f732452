// SPDX-License-Identifier: Apache-2.0
import ClusterState

/// Whether the tasks that a worker's heartbeats count are all seen to start, and if not, why: events are lost, or the
/// tasks send none (`send_events = False`).
///
/// The two look alike: `processed` grows and no `task-started` comes. So loss is only believed of a worker
/// - that is known to tell of all its tasks: none of at least 50, over at least 5 heartbeats, was missed,
/// - whose clock has room for the events: a task that sends none does not move it,
/// - and that shows at least three signs that events did not arrive: tasks that were received and succeeded and never
///   started, or heartbeats that it sent (its clock says so) while nothing of any worker came,
/// - and it has to stay so for some heartbeats, in which what is late would come.
///
/// A worker that misses tasks and shows no such signs has tasks that send nothing, and is believed no more.
struct WorkerDeficit {
    private static let tasksNeeded: Int64 = 50
    private static let beatsNeeded: UInt64 = 5
    /// For how much is missing when it is known that something is, less will do.
    private static let tasksToMeasure: Int64 = 10
    private static let beatsToMeasure: UInt64 = 2
    private static let fewestMissing: Int64 = 3
    private static let fewestSigns: Int64 = 3
    /// Heartbeats for which a deficit must last.
    private static let lasting: UInt64 = 2
    /// Heartbeats after which signs that have not come will not.
    private static let longest: UInt64 = 30

    /// A deficit that was not there before.
    private struct Suspicion {
        var missing: Int64 = 0
        var signs: Int64 = 0
        var beats: UInt64 = 0
    }

    /// The process this is about; 0: none.
    private(set) var process: UInt64 = 0
    /// Whether it accepts tasks that send no events.
    private(set) var hasSilentTasks = false
    /// Whether somebody has been told that events of it are missing.
    var isTold = false
    /// Once reliable, a process stays so until it is seen to miss tasks, even if a gap has made its counts differ.
    private var wasReliable = false
    private var last = WorkerPulse.Beat()
    private var tasks: Int64 = 0
    private var beats: UInt64 = 0
    private var suspicion: Suspicion?

    /// Whether the difference between what it accepts and what is seen to start will mean that events are missing: it
    /// tells of its tasks, all of those that it has had under our eyes.
    func isReliable(_ pulse: WorkerPulse) -> Bool {
        guard process == pulse.process || process == 0, !hasSilentTasks, suspicion == nil, pulse.beat.started > 0 else {
            return false
        }
        if wasReliable || tasks >= Self.tasksToMeasure && beats >= Self.beatsToMeasure { return true }
        return pulse.beat.deficit == 0 || pulse.settledBeat.started > 0 && pulse.settledBeat.deficit == 0
    }

    /// Looks at the newest heartbeat whose events have all come.
    /// - Parameter pulse: the worker's.
    /// - Returns: tasks of which at least one event is missing, beside those that were told before.
    mutating func judge(_ pulse: WorkerPulse) -> Int64 {
        if process != pulse.process {
            self = WorkerDeficit()
            process = pulse.process
        }
        let beat = pulse.settledBeat
        guard beat.number > last.number, beat.number > pulse.markedBeat.number else { return 0 }
        defer {
            last = beat
            if isReliable(pulse) { wasReliable = true }
        }
        // The worker may have been told only then to send events.
        guard last.number > 0, last.started > 0, !hasSilentTasks else { return 0 }

        let missing = beat.deficit - last.deficit
        let room = (beat.clock - last.clock) - (beat.events - last.events)
        if missing > room {
            hasSilentTasks = true
            suspicion = nil
            return 0
        }
        if missing > 0, suspicion == nil { suspicion = Suspicion() }
        guard var doubt = suspicion else {
            tasks += beat.started - last.started
            beats += beat.number - last.number
            return 0
        }
        doubt.missing += missing
        doubt.signs += beat.orphans - last.orphans + skipped(beat, freq: pulse.freq, room: room, missing: missing)
        if doubt.missing != missing { doubt.beats += beat.number - last.number }
        suspicion = doubt
        return conclude(doubt)
    }

    private mutating func conclude(_ doubt: Suspicion) -> Int64 {
        if doubt.missing <= 0 {
            // They were only late.
            suspicion = nil
        } else if doubt.beats >= Self.lasting, doubt.missing >= Self.fewestMissing, doubt.signs >= Self.fewestSigns,
            tasks >= Self.tasksNeeded, beats >= Self.beatsNeeded
        {
            suspicion = nil
            return doubt.missing
        } else if doubt.beats >= Self.longest {
            hasSilentTasks = true
            suspicion = nil
        }
        return 0
    }

    /// Heartbeats that it sent since the last one while nothing came of any worker.
    private func skipped(_ beat: WorkerPulse.Beat, freq: Double, room: Int64, missing: Int64) -> Int64 {
        guard beat.silences > last.silences else { return 0 }
        let count = ((beat.timestamp - last.timestamp) / freq).rounded() - Double(beat.number - last.number)
        // Each task that is missing has not only started; and each heartbeat moves the clock.
        guard count >= 2, count < 1e9, room >= missing * 2 + Int64(count) else { return 0 }
        return Int64(count)
    }

    /// What comes next follows a gap: what was missed in it is no news.
    mutating func rebase() { last = WorkerPulse.Beat() }
}
