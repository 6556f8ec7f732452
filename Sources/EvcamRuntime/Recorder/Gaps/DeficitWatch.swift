// SPDX-License-Identifier: Apache-2.0
import ClusterState

/// Notices what is lost without a word while the connection stands: a broker drops what is in a queue that is full, or
/// what has lain there for too long; and a worker with a pool of threads loses some itself, when two of them send at
/// once (`celery.events.dispatcher.EventDispatcher.flush`).
struct DeficitWatch {
    /// Seconds between two lines.
    private static let interval = 60.0

    /// By the pulses' slots.
    private var workers: [WorkerDeficit] = []
    /// Node names of which nobody has been told yet.
    private var untold: [String] = []
    private var untoldEvents: UInt64 = 0
    private var nextLine = -Double.infinity

    /// Whether what a worker's heartbeats count can be compared with what is seen of its tasks.
    func isReliable(_ pulse: WorkerPulse) -> Bool {
        guard pulse.slot < workers.count, workers[pulse.slot].process == pulse.process else {
            return WorkerDeficit().isReliable(pulse)
        }
        return workers[pulse.slot].isReliable(pulse)
    }

    /// Looks at what has come since the last call.
    /// - Returns: the least number of events that are missing beside those that were returned before.
    mutating func observe(now: Double, state: ClusterState) -> UInt64 {
        var sum: UInt64 = 0
        state.forEachPulse { pulse in
            while workers.count <= pulse.slot { workers.append(WorkerDeficit()) }
            let missing = workers[pulse.slot].judge(pulse)
            guard missing > 0 else { return }
            sum += UInt64(missing)
            if workers[pulse.slot].isTold { return }
            workers[pulse.slot].isTold = true
            untoldEvents += UInt64(missing)
            untold.append(state.hostname(ofPulse: pulse.slot) ?? "")
        }
        return sum
    }

    /// The line about workers of which nobody has been told yet; nil: there is none, or the last was not long ago.
    mutating func takeLine(now: Double) -> String? {
        guard !untold.isEmpty, now >= nextLine || now < nextLine - Self.interval else { return nil }
        defer {
            untold = []
            untoldEvents = 0
            nextLine = now + Self.interval
        }
        return "events are missing although the connection stands: at least \(untoldEvents) of "
            + "\(GapLine.list(untold)), which accepted tasks whose task-started never came; does the broker limit "
            + "the queue's length or its messages' time to live (a policy), or do the workers use --pool=threads? "
            + "(counted as \(GapMeter.missingCause); not said again of the same workers)"
    }

    /// What comes next follows a gap.
    mutating func rebase() {
        for slot in workers.indices { workers[slot].rebase() }
    }
}
