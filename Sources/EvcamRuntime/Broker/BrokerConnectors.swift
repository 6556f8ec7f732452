// SPDX-License-Identifier: Apache-2.0
import EventSources

/// Makes connections to whatever a URL names.
package enum BrokerConnectors {
    /// Connects and logs in, under evcam's name and version.
    /// - Throws: ``BrokerError``.
    @Sendable
    package static func connect(
        _ url: BrokerURL, _ settings: BrokerSettings
    ) throws(BrokerError) -> any BrokerConnection {
        var settings = settings
        settings.version = Version.text
        return switch url.transport {
        case .amqp: try RabbitMQConnection(url, settings)
        case .redis, .sentinel: try RedisConnection(url, settings)
        }
    }

    /// Connects to the first of the brokers that can be reached.
    /// - Parameters:
    ///   - settings: where they are.
    ///   - connect: makes one connection.
    /// - Returns: the connection, logged in.
    /// - Throws: what the last of them said.
    static func connectToAny(
        _ settings: BrokerSettings, _ connect: BrokerReader.Connect
    ) throws(BrokerError) -> any BrokerConnection {
        var last = BrokerError(.local, "no broker is named")
        for url in settings.urls {
            do throws(BrokerError) { return try connect(url, settings) } catch { last = error }
        }
        throw last
    }
}
