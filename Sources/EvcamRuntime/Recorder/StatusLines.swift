// SPDX-License-Identifier: Apache-2.0
import CameraHost
import ClusterState
import Logging
import Phrases
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
    ///   - cameras: how the cameras do; asked for when a line is due.
    ///   - recorded: the recording's time, UNIX seconds.
    ///   - logger: gets the line in the log.
    mutating func show(
        state: ClusterState, cameras: @autoclosure () -> [LaneReport], now recorded: Double, logger: Logger
    ) {
        let now = MonotonicClock.now
        if interval > 0, now >= nextStatus {
            nextStatus = now + interval
            // With celery_exact, clear_after counts from 0 again.
            let events = state.eventCount >= last.events ? state.eventCount - last.events : state.eventCount
            let rate = Double(events) / max(now - last.time, 0.001)
            last = (state.eventCount, now)
            let pending = state.pending
            let workers = Phrase.count(state.workerCount, "worker")
            logger.info(
                """
                recording: \(Phrase.count(state.eventCount, "event")) (\(Int(rate)) a second), \(Self.tasks(state)) and \
                \(workers) in memory, \(Phrase.count(pending.count, "task")) kept for cameras\
                \(cameras().compactMap(Self.trouble).map { "; " + $0 }.joined())
                """)
        }
        if let progress, now >= nextProgress {
            nextProgress = now + 0.2
            let events = Phrase.count(state.eventCount, "event")
            progress("replaying: \(events), \(Self.tasks(state)) in memory at \(Phrase.utcTime(recorded))")
        }
    }

    /// What is wrong with a camera at the moment.
    static func trouble(_ camera: LaneReport) -> String? {
        if camera.isOff { return "`\(camera.name)` is off" }
        guard camera.failuresInRow > 0 else { return nil }
        let failures = Phrase.count(camera.failuresInRow, "failure") + " in a row"
        let process = camera.isBreakerOpen ? ", as its process keeps ending" : ""
        return "`\(camera.name)` fails\(process) (\(failures): \(camera.lastError ?? "no reason given"))"
    }

    private static func tasks(_ state: ClusterState) -> String { Phrase.count(state.taskCount, "task") }

    /// Clears the progress line.
    func end() {
        progress?("")
    }
}
