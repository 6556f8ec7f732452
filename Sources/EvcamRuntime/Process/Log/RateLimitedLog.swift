// SPDX-License-Identifier: Apache-2.0

import Logging

/// Complaints that every message may raise: the first few of a kind are logged, then one a minute with a count.
///
/// Confined to one thread.
package struct RateLimitedLog {
    /// Kinds that are told apart; others are logged as one.
    private static let maxKinds = 1000

    private struct Kind {
        var logged = 0
        var suppressed: UInt64 = 0
        var lastLogged = 0.0
        var level = Logger.Level.warning
    }

    private let logger: Logger
    private let first: Int
    private let interval: Double
    private var kinds: [String: Kind] = [:]

    /// Makes one that has logged nothing.
    /// - Parameters:
    ///   - logger: where to.
    ///   - first: how many of a kind are logged before the limit holds.
    ///   - interval: seconds between two of a kind afterwards.
    package init(_ logger: Logger, first: Int = 5, interval: Double = 60) {
        self.logger = logger
        self.first = first
        self.interval = interval
    }

    /// Logs the message, or counts it.
    /// - Parameters:
    ///   - level: of the message.
    ///   - name: what is limited together, such as a cause of loss; also what the count is reported under.
    ///   - now: seconds of a monotonic clock.
    ///   - message: made only if it is logged.
    package mutating func log(
        _ level: Logger.Level, kind name: String, now: Double, _ message: @autoclosure () -> String
    ) {
        let key = kinds.count < Self.maxKinds || kinds[name] != nil ? name : "other"
        var kind = kinds[key] ?? Kind()
        defer { kinds[key] = kind }
        kind.level = level
        guard kind.logged < first || now - kind.lastLogged >= interval else {
            kind.suppressed += 1
            return
        }
        let suffix = kind.suppressed > 0 ? " (and \(kind.suppressed) more like it since the last line)" : ""
        logger.log(level: level, "\(message())\(suffix)")
        kind.logged += 1
        kind.suppressed = 0
        kind.lastLogged = now
    }

    /// Logs the counts of what was held back for a whole interval, or, with `all`, of everything: at the end.
    package mutating func flush(now: Double, all: Bool = false) {
        for (name, kind) in kinds.sorted(by: { $0.key < $1.key }) {
            guard kind.suppressed > 0, all || now - kind.lastLogged >= interval else { continue }
            logger.log(level: kind.level, "\(name): \(kind.suppressed) more since the last line")
            kinds[name]?.suppressed = 0
            kinds[name]?.lastLogged = now
        }
    }
}
