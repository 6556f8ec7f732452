// SPDX-License-Identifier: Apache-2.0
import ClusterState
import Phrases

/// Notices that workers are there and tell nothing of their tasks: task events are off by default in Celery.
///
/// It says so when no task event has come for a minute and either none has ever come or tasks were accepted
/// meanwhile: a cluster that has nothing to do is quiet too.
struct TaskEventWatch {
    /// Seconds.
    private static let patience = 60.0
    /// Seconds in which heartbeats tell of tasks whose events have come already, or were missed without a connection.
    private static let settling = 10.0

    private var quietSince: Double?
    private var isTold = false
    /// Of all workers: what changes with each task event, and the tasks accepted since each was first heard whose start
    /// was not seen.
    private var seen: (sign: UInt64, silent: Int64) = (0, 0)

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
        var silent: Int64 = 0
        var workers = 0
        state.forEachPulse { pulse in
            if pulse.sendsTaskEvents { sign = sign &* 31 &+ UInt64(pulse.lastTaskClock) &+ pulse.process }
            silent &+= max(pulse.beat.processed - pulse.firstProcessed - pulse.beat.started, 0)
            if !pulse.saidOffline, pulse.heard + max(pulse.freq * 2, 5) >= now { workers += 1 }
        }
        if sign != seen.sign {
            seen = (sign, silent)
            quietSince = now
            isTold = false
            return nil
        }
        guard workers > 0, let since = quietSince, now >= since else {
            quietSince = now
            return nil
        }
        if sign != 0, now - since < Self.settling { seen.silent = silent }
        guard now - since >= Self.patience, !isTold, sign == 0 || silent > seen.silent else { return nil }
        isTold = true
        return Self.line(workers: workers, tasks: silent &- seen.silent)
    }

    private static func line(workers: Int, tasks: Int64) -> String {
        let who = Phrase.count(workers, "worker is there and sends", "workers are there and send")
        let what = tasks <= 0 ? "" : " (\(workers == 1 ? "it" : "they") accepted \(Phrase.count(tasks, "task")))"
        return "\(who) no events of tasks for \(Int(patience)) s\(what): switch them on with `enable_events: true` in "
            + "the configuration, with `evcam control enable-events URL`, or start the workers with `-E`"
    }
}
