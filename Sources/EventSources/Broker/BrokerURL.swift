// SPDX-License-Identifier: Apache-2.0

/// One broker's address, taken apart as kombu takes it apart.
package struct BrokerURL: Hashable, Sendable {
    /// What is spoken there.
    package enum Transport: String, Hashable, Sendable {
        /// AMQP 0-9-1: RabbitMQ.
        case amqp
        /// Redis or Valkey.
        case redis
        /// A Redis Sentinel, which is asked for the master.
        case sentinel
    }

    /// What is spoken there.
    package var transport: Transport
    /// Whether the connection is encrypted: `amqps`, `rediss`.
    package var usesTLS: Bool
    /// Host name or address, without brackets; empty if there is a ``socketPath``.
    package var host: String
    /// TCP port.
    package var port: UInt16
    /// A Unix socket's path: `redis+socket`.
    package var socketPath: String?
    /// Percent-decoded; nil: none (RabbitMQ's default is guest).
    package var user: String?
    /// Percent-decoded; nil: none.
    package var password: String?
    /// RabbitMQ's virtual host, percent-decoded.
    package var virtualHost: String
    /// Redis' database.
    package var database: Int

    /// Describes an address; what is not said is the transport's default.
    package init(
        transport: Transport, usesTLS: Bool = false, host: String = "127.0.0.1", port: UInt16? = nil,
        socketPath: String? = nil, user: String? = nil, password: String? = nil, virtualHost: String = "/",
        database: Int = 0
    ) {
        self.transport = transport
        self.usesTLS = usesTLS
        self.host = host
        self.port = port ?? Self.defaultPort(transport, usesTLS: usesTLS)
        self.socketPath = socketPath
        self.user = user
        self.password = password
        self.virtualHost = virtualHost
        self.database = database
    }

    /// The port that a transport is reached at if nobody says otherwise.
    package static func defaultPort(_ transport: Transport, usesTLS: Bool) -> UInt16 {
        switch transport {
        case .amqp: usesTLS ? 5671 : 5672
        case .redis: 6379
        case .sentinel: 26379
        }
    }
}
