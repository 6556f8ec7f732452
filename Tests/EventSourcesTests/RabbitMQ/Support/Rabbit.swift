// SPDX-License-Identifier: Apache-2.0

import ServerFixtures
import Testing

@testable import EventSources

/// The RabbitMQ that all these tests share, with users of different rights.
enum Rabbit {
    /// The user with just the rights that ``LeastRights`` grants.
    static let leastUser = "least"

    private static let started = Result {
        let least = LeastRights(BrokerSettings(urls: []), place: AMQPPlace(BrokerURL(transport: .amqp)))
        return try RabbitMQServer(users: [
            .init(leastUser, rights: (least.configure, least.write, least.read)),
            .init("stranger", rights: nil),
            .init("no-configure", rights: ("^$", ".*", ".*")),
            .init("no-write", rights: (".*", "^$", ".*")),
            .init("no-read", rights: (".*", ".*", "^$")),
            .init("no-commands", rights: ("^celeryev", "^celeryev", "^celeryev")),
            .init("o'brien p@ss:/%", rights: (".*", ".*", ".*")),
        ])
    }

    /// The broker; the error says how to install it.
    static func server() throws -> RabbitMQServer { try started.get() }

    /// Its address for a user.
    static func url(
        user: String? = nil, password: String? = nil, port: UInt16? = nil, virtualHost: String = "/"
    ) throws -> BrokerURL {
        BrokerURL(
            transport: .amqp, port: try port ?? server().port, user: user,
            password: password ?? (user == nil ? nil : RabbitMQServer.password), virtualHost: virtualHost)
    }

    /// Connects with production's defaults, but for what `change` says and heartbeats a minute apart: a test that asks
    /// the broker something serves no connection meanwhile, and rabbitmqctl takes its time on a busy machine.
    static func connect(
        _ url: BrokerURL? = nil, _ change: (inout BrokerSettings) -> Void = { _ in }
    ) throws -> RabbitMQConnection {
        let url = try url ?? self.url()
        var settings = BrokerSettings(urls: [url])
        settings.heartbeat = 60
        change(&settings)
        return try RabbitMQConnection(url, settings)
    }

    /// The error that an attempt ends with.
    static func failure(_ body: () throws -> Void) throws -> BrokerError {
        try #require(throws: BrokerError.self) { try body() }
    }
}

extension RabbitMQConnection {
    /// Receives until there are so many messages.
    func receive(_ count: Int, into batch: MessageBatch = MessageBatch()) throws -> MessageBatch {
        let deadline = Deadline.after(10)
        while batch.messages.count < count, !deadline.isOver {
            _ = try receive(into: batch, maxBytes: 1 << 24, timeout: 0.2)
        }
        return batch
    }

    /// Receives until the connection ends.
    func receiveUntilEnd() throws -> BrokerError {
        let deadline = Deadline.after(15)
        return try Rabbit.failure {
            while !deadline.isOver {
                _ = try receive(into: MessageBatch(), maxBytes: 1 << 24, timeout: 0.2)
            }
        }
    }

    /// Receives until there is something to warn of.
    func receiveNotices() throws -> [String] {
        let deadline = Deadline.after(10)
        while !deadline.isOver {
            let notices = takeNotices()
            if !notices.isEmpty { return notices }
            _ = try receive(into: MessageBatch(), maxBytes: 1 << 24, timeout: 0.1)
        }
        return []
    }
}
