// SPDX-License-Identifier: Apache-2.0

/// What is told of one worker.
package struct WorkerFigures: Sendable {
    package var hostname: String
    /// As the recording knows it last.
    package var worker: RecordedWorker?
    /// Tasks of the recording that it had.
    package var tasks = 0
    package var failed = 0
    /// Seconds in which it ran tasks, all together.
    package var busy = 0.0
    /// Tasks that it finished in each part of the time.
    package var finished: [Int]
    /// Of each part of the time the share in which it was alive.
    package var alive: [Double] = []
    /// The highest load average (1 min) in each part; nil: unknown.
    package var load: [Double?] = []
    /// Seconds in which it was alive, and in which that was known.
    package var aliveFor = 0.0
    package var firstSeen: Double?

    init(_ hostname: String, bins: Int) {
        self.hostname = hostname
        finished = Array(repeating: 0, count: bins)
    }

    /// The share of the time since it was first seen in which it was alive; nil: unknown.
    package func uptime(until end: Double) -> Double? {
        guard let firstSeen, end > firstSeen else { return nil }
        return min(1, aliveFor / (end - firstSeen))
    }
}
