// SPDX-License-Identifier: Apache-2.0
import ClusterState

/// Notices that workers are there and tell nothing of their tasks: task events are off by default in Celery.
///
/// It says so when no task event has come for a minute and either none has ever come or tasks were accepted
/// meanwhile: a cluster that has nothing to do is quiet too.
struct TaskEventWatch {
    /// Seconds.
    private static let patience = 60.0

    private var quietSince: Double?
    private var isTold = false
    /// Of all workers: what changes with each task event, and the tasks accepted since each was first heard.
    private var seen: (sign: UInt64, accepted: Int64) = (0, 0)

    /// Looks at what has come; to be called about once a second.
    /// - Parameters:
    ///   - now: UNIX seconds.
    ///   - isConnected: whether events can come at all.
    ///   - state: the state.
    /// - Returns: a line for the log, once until it changes.
    mutating func observe(now: Double, isConnected: Bool, state: ClusterState) -> String? {
        guard isConnected else {
            quietSince = nil
            return nil
        }
        var sign: UInt64 = 0
        var accepted: Int64 = 0
        var workers = 0
        state.forEachPulse { pulse in
            if pulse.sendsTaskEvents { sign = sign &* 31 &+ UInt64(pulse.lastTaskClock) &+ pulse.process }
            accepted &+= max(pulse.beat.processed - pulse.firstProcessed, 0)
            if !pulse.saidOffline, pulse.heard + max(pulse.freq * 2, 5) >= now { workers += 1 }
        }
        if sign != seen.sign {
            seen = (sign, accepted)
            quietSince = now
            isTold = false
            return nil
        }
        guard workers > 0, let since = quietSince, now >= since else {
            quietSince = now
            return nil
        }
        guard now - since >= Self.patience, !isTold, sign == 0 || accepted > seen.accepted else { return nil }
        isTold = true
        return Self.line(workers: workers, tasks: accepted &- seen.accepted)
    }

    private static func line(workers: Int, tasks: Int64) -> String {
        let who = workers == 1 ? "1 worker is there and sends" : "\(workers) workers are there and send"
        let what = tasks <= 0 ? "" : tasks == 1 ? " (they accepted 1 task)" : " (they accepted \(tasks) tasks)"
        return "\(who) no events of tasks for \(Int(patience)) s\(what): switch them on with `enable_events: true` in "
            + "the configuration, with `evcam control enable-events URL`, or start the workers with `-E`"
    }
}
