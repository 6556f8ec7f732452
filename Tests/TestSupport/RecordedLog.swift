// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization

/// A logger that keeps what it is told, as "LEVEL message".
package final class RecordedLog: Sendable {
    private let kept = Mutex<[String]>([])
    private let listener = Mutex<(@Sendable (String) -> Void)?>(nil)

    /// Begins without a line.
    package init() {}

    /// What it was told so far.
    package var lines: [String] { kept.withLock { $0 } }

    /// To be handed to whatever logs.
    package var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

    /// Lets somebody do something at a line, on the thread that logs it.
    package func listen(_ listener: @escaping @Sendable (String) -> Void) { self.listener.withLock { $0 = listener } }

    private struct Handler: LogHandler {
        let log: RecordedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let line = "\(event.level) \(event.message)"
            log.kept.withLock { $0.append(line) }
            log.listener.withLock { $0 }?(line)
        }
    }
}
