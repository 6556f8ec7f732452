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
    private var faults: [EventFault: UInt64] = [:]
    private var log: RateLimitedLog
    private let clock: () -> Double

    /// - Parameters:
    ///   - logger: gets what was lost, line by line.
    ///   - clock: seconds of a monotonic clock.
    init(logger: Logger, clock: @escaping () -> Double) {
        log = RateLimitedLog(logger)
        self.clock = clock
    }

    /// Something was lost for that cause; the message is for the log, and nil if it has been said.
    func note(_ cause: String, count: UInt64 = 1, _ message: @autoclosure () -> String?) {
        counts[cause, default: 0] += count
        if let message = message() { log.log(.warning, kind: cause, now: clock(), message) }
    }

    /// Something that the source itself lost.
    func note(_ loss: SourceLoss, _ message: String) { note(loss.cause, message) }

    /// Events that the state has left out since the last call, and the place they came from.
    func noteFaults(_ state: ClusterState, place: String) {
        let now = state.faults
        guard now != faults else { return }
        for (fault, count) in now.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where count > faults[fault] ?? 0 {
            log.log(
                .warning, kind: fault.rawValue, now: clock(),
                "\(place): an event is left out (\(fault.rawValue)): \(fault.sentence)"
            )
        }
        faults = now
    }

    /// Clocks that do not agree.
    func noteDrifts(_ warnings: [DriftWarning]) {
        for drift in warnings {
            // Whoever can publish can make up as many hosts as he likes.
            log.log(
                .warning, kind: "drift", now: clock(),
                "Substantial drift from \(drift.hostname) may mean clocks are out of sync: \(drift.drift) seconds (timestamp \(drift.timestamp), received \(drift.localReceived))"
            )
        }
    }

    /// Logs what the limit has held back.
    func flush(all: Bool) {
        log.flush(now: clock(), all: all)
    }

    /// Everything that was lost: by the source, in decoding, in the state.
    func all(
        _ state: ClusterState, attributes: UInt64, dropped: UInt64, further: [String: UInt64]
    ) -> [ShutterContext.Loss] {
        var all = counts.merging(further, uniquingKeysWith: +)
        for (fault, count) in state.faults { all[fault.rawValue, default: 0] += count }
        if attributes > 0 { all["attributes_dropped"] = attributes }
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
        case .messageTooLarge: "too_large"
        case .envelopeBroken: "envelope_broken"
        }
    }
}
