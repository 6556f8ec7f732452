// SPDX-License-Identifier: Apache-2.0

/// Everything that following a broker takes.
package struct BrokerSettings: Hashable, Sendable {
    /// Where the broker is: tried in order, the next one after each failure.
    ///
    /// All of one transport, at least one.
    package var urls: [BrokerURL]
    /// For encrypted connections.
    package var tls = TLSSettings()
    /// Seconds for a connection to come about, login included.
    package var connectTimeout = 5.0
    /// Seconds within which a dead peer is noticed.
    package var heartbeat = 10.0
    /// Tries in a row without success before it is given up; nil: never.
    package var maxRetries: Int?
    /// Bytes; a larger message is counted and passed over.
    package var maxMessageBytes = 8_000_000
    /// Bytes that were read and not handed to the intake yet, at most.
    package var maxBacklogBytes = defaultBacklogBytes
    /// Celery's `event_exchange`.
    package var exchange = "celeryev"
    /// Celery's `control_exchange`, without `.pidbox`.
    package var controlExchange = "celery"
    /// Whether workers are asked for a heartbeat after each subscription, so that idle ones show up at once.
    package var wakesWorkers = true
    /// evcam's version, as RabbitMQ shows it for a connection.
    package var version = ""
    /// For RabbitMQ.
    package var rabbitMQ = RabbitMQSettings()
    /// For Redis.
    package var redis = RedisSettings()

    /// Whether the broker keeps for us what is published while we are away.
    package var keepsMessages: Bool { urls.first?.transport == .amqp && rabbitMQ.queue == .durable }

    /// Follows these addresses with the defaults.
    package init(urls: [BrokerURL]) {
        self.urls = urls
    }

    /// A quarter of the memory that there is, up to 1 GB: a million messages at once are then no loss, even to a Redis
    /// that drops slow readers.
    private static let defaultBacklogBytes = Int(clamping: min(MemoryLimit.bytes() / 4, 1_000_000_000))
}
