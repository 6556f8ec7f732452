// SPDX-License-Identifier: Apache-2.0

/// A timer without a clock or thread of its own: time passes when ``advance(to:)`` says so.
///
/// It serves a live cluster (the intake loop passes a monotonic clock) as well as a recording (it passes
/// `received`). Confined to one thread.
///
/// - Calls do not drift: the next one is due one period after the last was due, however long that took.
/// - A stretch without events coalesces: an entry that is late by several periods is called once, at the latest
///   time that it was due, so that an hour of silence costs one picture and not 3,600 equal ones.
public final class TimerQueue: PolaroidTimer {
    /// The time that the last ``advance(to:)`` reached; inside a call, the time that the call was due.
    public private(set) var now: Double
    private var hasBegun: Bool
    private var schedules: [Schedule] = []

    /// Seconds from which on a time is taken for none: where a double has no room left for a period, every entry
    /// would be due for ever.
    static let endOfTime = 1e12

    private struct Schedule {
        let entry: TimerEntry
        /// When the periods began.
        ///
        /// A time due is origin + n · period: adding periods up would add up their rounding.
        var origin: Double
        /// How many periods are over.
        var periods = 0.0

        var due: Double { origin + (periods + 1) * entry.period }

        /// The periods that are over at a time.
        func periods(at time: Double) -> Double {
            var count = max(((time - origin) / entry.period).rounded(.down), periods)
            if origin + (count + 1) * entry.period <= time { count += 1 }
            if origin + count * entry.period > time { count -= 1 }
            return count
        }
    }

    /// Makes a queue.
    /// - Parameter now: where time begins; without it, at the first ``advance(to:)``, from which entries count that
    ///   were installed before.
    public init(now: Double? = nil) {
        self.now = now ?? 0
        hasBegun = now != nil
    }

    /// When the next call is due; nil without entries.
    public var nextDue: Double? {
        guard hasBegun else { return nil }
        return schedules.lazy.filter { !$0.entry.isCancelled }.map(\.due).min()
    }

    /// Calls `action` every `seconds` (more than 0), first after one whole period, until the entry is cancelled.
    public func callRepeatedly(every seconds: Double, _ action: @escaping () -> Void) -> TimerEntry {
        let entry = TimerEntry(every: seconds, action)
        schedules.append(Schedule(entry: entry, origin: now))
        return entry
    }

    /// Lets time pass, and calls what is due by then: in order of the times due, equal ones as installed.
    ///
    /// A step back of less than a second is no step; after a longer one (the clock was set, or recordings follow
    /// each other) every entry waits as long as it still had to. Not to be called from inside a call.
    public func advance(to time: Double) {
        guard abs(time) < Self.endOfTime else { return }
        guard hasBegun, time > now - 1 else { return shift(to: time) }
        while let (index, periods, due) = nextCall(by: time) {
            schedules[index].periods = periods
            now = max(now, due)
            schedules[index].entry.action()
            schedules.removeAll { $0.entry.isCancelled }
        }
        now = max(now, time)
    }

    /// The call that is due first, each at its latest time due.
    private func nextCall(by time: Double) -> (index: Int, periods: Double, due: Double)? {
        var first: (index: Int, periods: Double, due: Double)?
        for (index, schedule) in schedules.enumerated() where !schedule.entry.isCancelled {
            guard schedule.due <= time else { continue }
            let periods = schedule.periods(at: time)
            let due = schedule.origin + periods * schedule.entry.period
            if due < first?.due ?? .infinity { first = (index, periods, due) }
        }
        return first
    }

    private func shift(to time: Double) {
        for index in schedules.indices { schedules[index].origin += time - now }
        now = time
        hasBegun = true
    }
}
