// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization
import Threads

/// Notices that a master is none any longer.
///
/// A server that was demoted keeps its subscribers if it is demoted by hand, and one that lies behind a cut in the
/// network does not know that there is another master. So a thread of its own asks both the server and a Sentinel,
/// with its own connections: asking must not keep the subscription from being read.
final class MasterWatch: Sendable {
    private let found = Mutex<BrokerError?>(nil)
    private let isOver = Mutex(false)
    private let doorbell: Doorbell

    /// Begins to watch; four times within `heartbeat` seconds.
    /// - Throws: `local` if the system has no thread or descriptor left.
    init(_ lookup: SentinelLookup, _ found: SentinelLookup.Found, heartbeat: Double) throws(BrokerError) {
        let noRoom = BrokerError(
            .local, "cannot watch \(found.master.text): no thread or descriptor left; raise ulimits")
        guard let doorbell = try? Doorbell() else { throw noRoom }
        self.doorbell = doorbell
        let interval = heartbeat / 4
        let master = found.master
        let sentinel = found.sentinel
        let thread = try? DedicatedThread(named: "evcam-master") { [self] in
            var patrol = MasterPatrol(lookup, master, sentinel, patience: interval)
            while !waitUntilReady(doorbell.fileDescriptor, POLLIN, .after(interval)), !isOver.withLock({ $0 }) {
                guard let verdict = patrol.look() else { continue }
                self.found.withLock { $0 = verdict }
                return
            }
        }
        guard let thread else { throw noRoom }
        // It ends by itself, soon after it is told to: nobody has to wait until a question is answered.
        thread.abandon()
    }

    /// Why the connection has to be given up; nil as long as the master is one.
    var verdict: BrokerError? { found.withLock { $0 } }

    /// Ends the watch; its thread follows as soon as what it waits for answers or is given up.
    func stop() {
        isOver.withLock { $0 = true }
        doorbell.ring()
    }
}
