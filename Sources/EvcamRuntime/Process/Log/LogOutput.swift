// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization

/// The log of the whole process: one file, one level that can be switched while it runs.
package final class LogOutput: Sendable {
    /// Where lines go.
    package let file: LogFile
    private let rawLevel: Atomic<Int>

    /// Makes one; `LoggingSystem.bootstrap(output.handler)` makes it everyone's.
    package init(file: LogFile, level: Logger.Level) {
        self.file = file
        rawLevel = Atomic(Self.index(of: level))
    }

    /// The lowest level that is written by loggers that have no level of their own.
    package var level: Logger.Level {
        get { Logger.Level.allCases[rawLevel.load(ordering: .relaxed)] }
        set { rawLevel.store(Self.index(of: newValue), ordering: .relaxed) }
    }

    /// Makes a logger's handler.
    package func handler(label: String) -> any LogHandler { CeleryLogHandler(output: self) }

    private static func index(of level: Logger.Level) -> Int { Logger.Level.allCases.firstIndex(of: level) ?? 0 }
}
