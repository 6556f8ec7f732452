// SPDX-License-Identifier: Apache-2.0
import ClusterState
import EventSources

/// With `enable_events`: when to ask which workers to send task events.
///
/// All of them at each subscription, and later each one that comes online. It says so before it listens to remote
/// control (`Heart` starts before `Control` in `celery.worker.consumer`), so it is asked a moment later, and once more
/// after a while. Asking twice does no harm. Workers forget it when they restart, not when they reconnect.
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

    /// A subscription has begun.
    /// - Returns: what to broadcast now.
    mutating func connected() -> [ControlCommand] {
        // Whoever came online before hears this one; who comes online now is told later.
        waiting = []
        waitingWorkers = []
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
        if waiting.count > Self.mostWaiting { return connected() }
        var due: [String] = []
        for index in waiting.indices {
            // A clock that was set back must not make anybody wait.
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
