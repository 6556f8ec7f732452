// SPDX-License-Identifier: Apache-2.0
import ClusterState
import Glibc
import Logging
import Threads

/// Says now and then how the recording goes: a line in the log, and a short one for whoever watches a replay.
struct StatusLines {
    private let interval: Double
    private let progress: ((String) -> Void)?
    private var nextStatus: Double
    private var nextProgress = 0.0
    private var last: (events: UInt64, time: Double)

    /// - Parameters:
    ///   - interval: seconds between two lines in the log; 0: none.
    ///   - progress: shows a text in place of the last; "" clears it.
    init(interval: Double, progress: ((String) -> Void)?) {
        self.interval = interval
        self.progress = progress
        let now = MonotonicClock.now
        nextStatus = now + interval
        last = (0, now)
    }

    /// Shows what is due.
    /// - Parameters:
    ///   - state: what the figures come from.
    ///   - recorded: the recording's time, UNIX seconds.
    ///   - logger: gets the line in the log.
    mutating func show(state: ClusterState, now recorded: Double, logger: Logger) {
        let now = MonotonicClock.now
        if interval > 0, now >= nextStatus {
            nextStatus = now + interval
            // With celery_exact, clear_after counts from 0 again.
            let events = state.eventCount >= last.events ? state.eventCount - last.events : state.eventCount
            let rate = Double(events) / max(now - last.time, 0.001)
            last = (state.eventCount, now)
            let pending = state.pending
            let memory = "\(state.taskCount) tasks and \(state.workerCount) workers in memory"
            logger.info(
                "recording: \(state.eventCount) events (\(Int(rate)) a second), \(memory), \(pending.count) tasks kept for cameras"
            )
        }
        if let progress, now >= nextProgress {
            nextProgress = now + 0.2
            progress(
                "replaying: \(state.eventCount) events, \(state.taskCount) tasks in memory at \(Self.text(recorded))")
        }
    }

    /// UTC, to the second; plain seconds where no calendar reaches.
    private static func text(_ time: Double) -> String {
        guard (0..<253_402_300_800).contains(time) else { return "\(time)" }
        var seconds = time_t(time)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) "
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
    }

    /// Clears the progress line.
    func end() {
        progress?("")
    }
}
