// SPDX-License-Identifier: Apache-2.0

import Logging

/// Writes lines in Celery's format: `[2026-11-23 06:37:23,038: WARNING/evcam] message key=value`.
struct CeleryLogHandler: LogHandler {
    let output: LogOutput
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    private var ownLevel: Logger.Level?

    init(output: LogOutput) { self.output = output }

    /// The logger's own level if one was set, otherwise the output's.
    var logLevel: Logger.Level {
        get { ownLevel ?? output.level }
        set { ownLevel = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata
        if let metadataProvider { all.merge(metadataProvider.get()) { $1 } }
        if let own = event.metadata { all.merge(own) { $1 } }
        output.file.write(
            LogLine.render(time: .now(), level: event.level, message: event.message.description, metadata: all))
    }
}
