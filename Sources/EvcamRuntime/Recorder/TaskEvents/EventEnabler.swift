// SPDX-License-Identifier: Apache-2.0
import ClusterState
import EventSources

/// With `enable_events`: when to ask which workers to send task events.
///
/// All of them at each subscription, and later each one that comes online. A worker says so before it listens to
/// remote control (`Heart` starts before `Control` in `celery.worker.consumer`), so it is asked a moment later, and
/// everybody once more after a while: asking twice does no harm. Workers forget it when they restart, not when they
/// reconnect.
struct EventEnabler {
    /// Seconds after `worker-online` at which a worker is asked.
    private static let delays = [2.0, 15.0]
    /// The most node names in one command.
    private static let mostNames = 100
    /// The most workers that wait to be asked; beyond it all are asked instead.
    private static let mostWaiting = 5_000

    private struct Waiting {
        var worker: JoinedWorker
        var since: Double
        var asked = 0
    }

    private var waiting: [Waiting] = []
    private var waitingWorkers: Set<JoinedWorker> = []
    /// When all were asked, if they are to be asked once more.
    private var askedAll: Double?

    /// A subscription has begun.
    /// - Parameter now: UNIX seconds.
    /// - Returns: what to broadcast now.
    mutating func connected(at now: Double) -> [ControlCommand] {
        askedAll = now
        return [ControlCommand(.enableEvents)]
    }

    /// Looks at who has come; to be called about once a second while connected.
    /// - Parameters:
    ///   - now: UNIX seconds.
    ///   - joined: the workers that came online since the last call.
    /// - Returns: what to broadcast now.
    mutating func observe(now: Double, joined: [JoinedWorker]) -> [ControlCommand] {
        for worker in joined where waitingWorkers.insert(worker).inserted {
            waiting.append(Waiting(worker: worker, since: now))
        }
        if waiting.count > Self.mostWaiting {
            waiting = []
            waitingWorkers = []
            return connected(at: now)
        }
        let all = isDueAgain(now) ? [ControlCommand(.enableEvents)] : []
        return all + askWaiting(now)
    }

    private mutating func isDueAgain(_ now: Double) -> Bool {
        guard let asked = askedAll else { return false }
        // A clock that was set back must not make anybody wait.
        if now < asked { askedAll = now }
        guard now - asked >= Self.delays[1] else { return false }
        askedAll = nil
        return true
    }

    private mutating func askWaiting(_ now: Double) -> [ControlCommand] {
        var due: [String] = []
        for index in waiting.indices {
            if now < waiting[index].since { waiting[index].since = now }
            guard now - waiting[index].since >= Self.delays[waiting[index].asked] else { continue }
            waiting[index].asked += 1
            due.append(waiting[index].worker.hostname)
        }
        if due.isEmpty { return [] }
        waiting.removeAll { worker in
            guard worker.asked == Self.delays.count else { return false }
            waitingWorkers.remove(worker.worker)
            return true
        }
        return stride(from: 0, to: due.count, by: Self.mostNames).map {
            ControlCommand(.enableEvents, destination: Array(due[$0..<min($0 + Self.mostNames, due.count)]))
        }
    }
}
