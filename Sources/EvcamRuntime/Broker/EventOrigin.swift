// SPDX-License-Identifier: Apache-2.0
import EventSources
import Logging

/// What a command reads that only looks on: a recording, or a broker.
package enum EventOrigin: Sendable {
    /// A file or a folder, `-` for standard input; at full speed.
    case recording(String)
    /// A broker.
    case broker(BrokerSettings)

    /// The source of a configuration.
    ///
    /// Looking on leaves nothing behind, and takes nothing away: a durable queue's messages belong to the evcam that
    /// records.
    package init?(_ configuration: Configuration) {
        if let replay = configuration.replay {
            self = .recording(replay.file)
        } else if let broker = configuration.broker {
            var settings = broker.settings
            settings.rabbitMQ.queue = .transient
            self = .broker(settings)
        } else {
            return nil
        }
    }

    /// Begins to read.
    /// - Parameters:
    ///   - failFast: end with an error if no broker can be reached at the start.
    ///   - logger: told of connections that come and go.
    ///   - connect: makes one connection.
    ///   - onLoss: told of each loss, with a sentence.
    /// - Returns: what to pull from; a broker's ends its connection when it is let go.
    /// - Throws: ``SourceError``.
    package func open(
        failFast: Bool, logger: Logger, connect: @escaping BrokerReader.Connect = BrokerConnectors.connect,
        onLoss: @escaping (SourceLoss, String) -> Void
    ) throws -> any EventSource {
        switch self {
        case .recording(let path): try ReplaySource(path: path, onLoss: onLoss)
        case .broker(let settings):
            try LiveSource(
                settings, doorbell: Doorbell(), failFast: failFast, logger: logger, connect: connect, onLoss: onLoss)
        }
    }
}
