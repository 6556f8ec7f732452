// SPDX-License-Identifier: Apache-2.0
import Logging
import Threads

/// What a host logs, line by line.
///
/// Sendable: a lock is around the lines.
final class LogLines: Sendable {
    private let kept = Monitor<[String]>([])

    /// Level, message and the attributes in the order of their names.
    var lines: [String] { kept.withLock { $0 } }

    /// Writes here.
    var logger: Logger {
        var logger = Logger(label: "evcam") { _ in Handler(lines: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            let attributes = all.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
            lines.kept.withLock { $0.append("\(event.level): \(event.message) \(attributes)") }
        }
    }
}
