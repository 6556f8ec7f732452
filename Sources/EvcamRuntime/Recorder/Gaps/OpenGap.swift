// SPDX-License-Identifier: Apache-2.0
import ClusterState

/// A time without a connection, and the workers that were alive when it began.
struct OpenGap {
    /// A worker that was alive, and what was known of it.
    struct Worker {
        var hostname: String
        var slot: Int
        var process: UInt64
        /// Seconds between its heartbeats.
        var freq: Double
        /// By its last heartbeat: accepted tasks whose start was not seen; nil: it cannot be told by that.
        var deficit: Int64?
    }

    /// UNIX seconds.
    var from: Double
    var cause: String
    /// Whether events can be missing; not as long as the broker is believed to keep them.
    var isCounted = false
    var workers: [Worker] = []

    /// - Parameters:
    ///   - from: when everything was surely there, UNIX seconds.
    ///   - cause: why it began.
    ///   - state: its pulses, before they are marked.
    ///   - deficits: which workers' heartbeats can be counted on.
    init(from: Double, cause: String, state: ClusterState, deficits: DeficitWatch) {
        self.cause = cause
        var newest = -Double.infinity
        state.forEachPulse { if $0.heard > newest { newest = $0.heard } }
        self.from = from.isFinite ? from : newest.isFinite ? newest : 0
        state.forEachPulse { pulse in
            guard !pulse.saidOffline, pulse.heard + Self.lifetime(pulse.freq) >= self.from else { return }
            let isTold = deficits.isReliable(pulse)
            workers.append(
                Worker(
                    hostname: state.hostname(ofPulse: pulse.slot) ?? "", slot: pulse.slot, process: pulse.process,
                    freq: pulse.freq, deficit: isTold ? pulse.beat.deficit : nil))
        }
    }

    /// Seconds after its last event for which a worker counts as alive (`celery.events.state.Worker.alive`), with
    /// some leave for what is slow.
    private static func lifetime(_ freq: Double) -> Double { max(freq * 2, 5) }
}
