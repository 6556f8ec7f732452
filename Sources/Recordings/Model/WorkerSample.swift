// SPDX-License-Identifier: Apache-2.0

/// What was known of a worker at one time: a row of `worker_history`, or a worker's line of the jsonl camera.
package struct WorkerSample: Sendable, Hashable {
    package var hostname: String
    /// UNIX seconds.
    package var at: Double
    package var isAlive: Bool
    package var active: Int64?
    package var load1: Double?
    /// When its heartbeat runs out if no other comes; nil where that is not recorded.
    package var expires: Double?

    package init(hostname: String, at: Double, isAlive: Bool, active: Int64?, load1: Double?, expires: Double? = nil) {
        self.hostname = hostname
        self.at = at
        self.isAlive = isAlive
        self.active = active
        self.load1 = load1
        self.expires = expires
    }
}
