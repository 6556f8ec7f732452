// SPDX-License-Identifier: Apache-2.0
import Logging
import Threads

/// Where what a camera says ends up: the log, and the figures of its report.
///
/// From any thread.
struct CameraVoice: Sendable {
    private static let maxMetrics = 64
    /// Has the metadata `camera`.
    let logger: Logger
    private let state: Monitor<LaneState>

    init(_ logger: Logger, _ state: Monitor<LaneState>) {
        self.logger = logger
        self.state = state
    }

    func wants(_ level: Logger.Level) -> Bool { level >= logger.logLevel }

    func log(_ level: Logger.Level, _ message: String, _ attributes: [(String, String)]) {
        var metadata: Logger.Metadata = [:]
        for (name, value) in attributes { metadata[name] = .string(value) }
        logger.log(level: level, "\(message)", metadata: metadata)
    }

    func metric(_ name: String, _ value: Double) {
        let isTaken = state.withLock { state in
            guard state.report.metrics[name] != nil || state.report.metrics.count < Self.maxMetrics else {
                return false
            }
            state.report.metrics[name] = value
            return true
        }
        if !isTaken { logger.debug("metric \(name) ignored: a camera may have \(Self.maxMetrics)") }
    }
}
