// SPDX-License-Identifier: Apache-2.0

import ServerFixtures
import Testing

@testable import EventSources

extension RabbitMQTests {
    @Suite struct SubscriptionTests {
        /// A durable queue of one test's own.
        private func durable(_ name: String = "celeryev.\(RandomUUID.text())") -> (inout BrokerSettings) -> Void {
            { settings in
                settings.rabbitMQ.queue = .durable
                settings.rabbitMQ.queueName = name
            }
        }

        private func queues(_ columns: String) throws -> String {
            try Rabbit.server().control("list_queues \(columns)")
        }

        @Test func `a transient queue is ours and goes with us`() throws {
            let connection = try Rabbit.connect()
            #expect(try connection.subscribe() == 0)
            let shown = try queues("name durable auto_delete exclusive arguments")
            let line = try #require(shown.split(separator: "\n").first { $0.contains("\tfalse\ttrue\ttrue\t") })
            #expect(line.hasPrefix("celeryev."))
            #expect(line.contains(#"{"x-max-length-bytes",1000000000}"#))
            #expect(line.contains(#"{"x-overflow","drop-head"}"#))
            #expect(!line.contains("x-message-ttl") && !line.contains("x-expires"))
            connection.close()
            #expect(try !queues("name").contains(line.prefix { $0 != "\t" }))
        }

        @Test func `a durable queue keeps what is published while we are away`() throws {
            let settings = durable()
            let first = try Rabbit.connect(nil, settings)
            #expect(try first.subscribe() == 0)
            let shown = try queues("name durable auto_delete exclusive arguments")
            #expect(shown.contains("\ttrue\tfalse\tfalse\t"))
            #expect(shown.contains(#"{"x-expires",604800000}"#))
            let publisher = try Publisher()
            for number in 0..<3 { try publisher.publish("\(number)") }
            let received = try first.receive(3)
            #expect(received.messages.map(\.tag) == [1, 2, 3])
            #expect(received.messages.allSatisfy { $0.flags.isEmpty })
            // The last one is not acknowledged, and comes again.
            try first.acknowledge(through: 2)
            try first.acknowledge(through: 2)
            first.close()

            for number in 3..<5 { try publisher.publish("\(number)") }
            let second = try Rabbit.connect(nil, settings)
            defer { second.close() }
            #expect(try second.subscribe() == 3)
            try publisher.publish("5")
            let rest = try second.receive(4)
            #expect(rest.messages.map { rest.text($0.bytes) } == ["2", "3", "4", "5"])
            #expect(rest.messages.map(\.flags) == [[.backlog, .redelivered], .backlog, .backlog, []])
            try second.acknowledge(through: 4)
        }

        @Test func `of several at one queue only one gets messages`() throws {
            let settings: (inout BrokerSettings) -> Void = { [durable = durable()] settings in
                durable(&settings)
                settings.rabbitMQ.singleActiveConsumer = true
            }
            let first = try Rabbit.connect(nil, settings)
            let second = try Rabbit.connect(nil, settings)
            defer { second.close() }
            _ = try first.subscribe()
            _ = try second.subscribe()
            #expect(second.takeNotices().isEmpty)
            let publisher = try Publisher()
            try publisher.publish("1")
            #expect(try first.receive(1).messages.count == 1)
            first.close()
            let batch = try second.receive(1)
            #expect(batch.messages.first?.flags == .redelivered)
        }

        @Test func `another reader at the same durable queue is warned of`() throws {
            let settings = durable()
            let first = try Rabbit.connect(nil, settings)
            defer { first.close() }
            _ = try first.subscribe()
            let second = try Rabbit.connect(nil, settings)
            defer { second.close() }
            _ = try second.subscribe()
            #expect(second.takeNotices().contains { $0.contains("each gets a part of the events only") })
        }

        @Test func `a queue that is there with other arguments`() throws {
            let name = "celeryev.\(RandomUUID.text())"
            let first = try Rabbit.connect(nil, durable(name))
            _ = try first.subscribe()
            first.close()
            let second = try Rabbit.connect { settings in
                durable(name)(&settings)
                settings.rabbitMQ.maxLengthBytes = 5
            }
            defer { second.close() }
            let error = try Rabbit.failure { _ = try second.subscribe() }
            #expect(error.kind == .preconditionFailed)
            #expect(error.description.contains("it exists with another `x-max-length-bytes`"), "\(error)")
            #expect(error.description.contains("set `broker.max_length_bytes` to what the queue has"))
            #expect(error.description.contains("rabbitmqctl delete_queue -p / \(name)"))
        }

        @Test func `a queue that belongs to another connection`() throws {
            let name = "celeryev.\(RandomUUID.text())"
            let other = try Publisher()
            _ = try other.link.declareQueue(AMQPQueue(name: name, isExclusive: true), on: 1)
            let connection = try Rabbit.connect(nil, durable(name))
            defer { connection.close() }
            let error = try Rabbit.failure { _ = try connection.subscribe() }
            #expect(error.kind == .resourceLocked)
        }

        @Test func `an exchange with other properties is used as it is`() throws {
            let publisher = try Publisher()
            try publisher.link.declareExchange("celeryev.odd", type: "fanout", isDurable: false, on: 1)
            let connection = try Rabbit.connect { $0.exchange = "celeryev.odd" }
            defer { connection.close() }
            _ = try connection.subscribe()
            #expect(connection.takeNotices().contains { $0.contains("inequivalent arg 'type'") })
            try publisher.publish("1", exchange: "celeryev.odd")
            #expect(try connection.receive(1).messages.count == 1)
        }

        @Test func `the queue is deleted`() throws {
            let name = "celeryev.\(RandomUUID.text())"
            let connection = try Rabbit.connect(nil, durable(name))
            defer { connection.close() }
            _ = try connection.subscribe()
            try Rabbit.server().control("delete_queue \(name)")
            #expect(try connection.receiveUntilEnd().kind == .consumerCancelled)
        }

        @Test(arguments: [
            ("no-configure", "`configure` on 'celeryev."), ("no-write", "`write` on 'celeryev."),
            ("no-read", "`read` on 'celeryev'"),
        ])
        func `a right is missing`(_ user: String, _ right: String) throws {
            _ = try Publisher()
            let connection = try Rabbit.connect(Rabbit.url(user: user))
            defer { connection.close() }
            let error = try Rabbit.failure { _ = try connection.subscribe() }
            #expect(error.kind == .accessRefused)
            #expect(error.description.contains(right), "\(error)")
            #expect(error.description.contains("rabbitmqctl set_permissions -p / \(user) '^(celeryev|celeryev\\..*"))
        }

        @Test func `the exchange is not there, and may not be made`() throws {
            let connection = try Rabbit.connect(Rabbit.url(user: "no-configure")) { $0.exchange = "nowhere" }
            defer { connection.close() }
            let error = try Rabbit.failure { _ = try connection.subscribe() }
            #expect(error.kind == .notFound)
            #expect(error.description.contains("start a worker"), "\(error)")
        }

        @Test func `the least rights suffice`() throws {
            let connection = try Rabbit.connect(Rabbit.url(user: Rabbit.leastUser))
            defer { connection.close() }
            _ = try connection.subscribe()
            try connection.broadcast(ControlCommand(.heartbeat))
            #expect(connection.takeNotices().isEmpty)
            let other = try Rabbit.connect(Rabbit.url(user: Rabbit.leastUser))
            defer { other.close() }
            #expect(try other.call(ControlCommand(.ping), timeout: 0.1).isEmpty)
        }

        @Test func `a queue that an operator made needs no right to make it`() throws {
            let name = "celeryev.\(RandomUUID.text())"
            let first = try Rabbit.connect(nil, durable(name))
            _ = try first.subscribe()
            first.close()
            let second = try Rabbit.connect(Rabbit.url(user: "no-configure"), durable(name))
            defer { second.close() }
            #expect(try second.subscribe() == 0)
        }
    }
}
