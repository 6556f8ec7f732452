// SPDX-License-Identifier: Apache-2.0

/// Readings for the control plane, about once a second: they go through all workers.
extension ClusterState {
    /// Begins to measure what is missed from here on; see ``WorkerPulse/first``.
    package func markPulses() { core.pulses.mark() }

    /// Calls `body` with the pulse of every worker, in the order of slots.
    package func forEachPulse(_ body: (WorkerPulse) -> Void) { core.pulses.forEach(body) }

    /// The pulses of all workers, in the order of slots.
    package var pulses: [WorkerPulse] {
        var pulses: [WorkerPulse] = []
        forEachPulse { pulses.append($0) }
        return pulses
    }

    /// The node name of the worker in that slot; nil if there is none (any more).
    package func hostname(ofPulse slot: Int) -> String? {
        let host = core.pulses.host(slot)
        return host == 0 ? nil : String(decoding: core.texts.text(TextID(host)), as: UTF8.self)
    }

    /// The processes that said `worker-online` and that nobody has fetched yet; at most as many as there are workers.
    package func takeJoinedWorkers() -> [JoinedWorker] {
        var joined: [JoinedWorker] = []
        core.pulses.takeOnline { [texts = core.texts.chunks] host, pid in
            let name = String(decoding: TextTable.text(TextID(host), in: texts), as: UTF8.self)
            joined.append(JoinedWorker(hostname: name, pid: pid))
        }
        return joined
    }
}
