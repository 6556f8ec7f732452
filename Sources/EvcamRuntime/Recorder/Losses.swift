// SPDX-License-Identifier: Apache-2.0
import CameraHost
import CeleryEvents
import ClusterState
import EventSources
import Logging

/// Counts what was lost, by cause, and says so in the log without flooding it.
///
/// Confined to the intake thread.
final class Losses {
    private var counts: [String: UInt64] = [:]
    private var log: RateLimitedLog
    private let clock: () -> Double

    /// - Parameters:
    ///   - logger: gets what was lost, line by line.
    ///   - clock: seconds of a monotonic clock.
    init(logger: Logger, clock: @escaping () -> Double) {
        log = RateLimitedLog(logger)
        self.clock = clock
    }

    /// A message that cannot be decoded.
    func note(_ error: EventDecodingError, source: String, line: UInt64) {
        counts[error.cause, default: 0] += 1
        log.log(.warning, kind: error.cause, now: clock(), "\(source):\(line): \(error); it is passed over")
    }

    /// Something that the source itself lost.
    func note(_ loss: SourceLoss, _ message: String) {
        counts[loss.cause, default: 0] += 1
        log.log(.warning, kind: loss.cause, now: clock(), message)
    }

    /// Logs what the limit has held back.
    func flush(all: Bool) {
        log.flush(now: clock(), all: all)
    }

    /// Everything that was lost: by the source, in decoding, in the state.
    func all(_ state: ClusterState, dropped: UInt64) -> [ShutterContext.Loss] {
        var all = counts
        for (fault, count) in state.faults { all[fault.rawValue, default: 0] += count }
        if dropped > 0 { all["pending_dropped"] = dropped }
        return all.sorted { $0.key < $1.key }.map { ShutterContext.Loss(cause: $0.key, count: $0.value) }
    }
}

extension SourceLoss {
    /// The name under which it is counted.
    var cause: String {
        switch self {
        case .lineTooLong: "line_too_long"
        case .fileTruncated: "file_truncated"
        case .fileDamaged: "file_damaged"
        }
    }
}
