// SPDX-License-Identifier: Apache-2.0

import Glibc
import ServerFixtures
import Testing
import Threads

@testable import EventSources

extension RabbitMQTests {
    @Suite struct ReceivingTests {
        @Test func `a message comes with its labels`() throws {
            let connection = try Rabbit.connect()
            defer { connection.close() }
            _ = try connection.subscribe()
            let publisher = try Publisher()
            let begin = WallClock.now
            try publisher.publish(
                #"{"type": "task-sent"}"#, key: "task.sent",
                headers: [
                    AMQPEntry("x", .table([AMQPEntry("hostname", .text("wrong"))])),
                    AMQPEntry("hostname", .text("gen7@é")), AMQPEntry("compression", .text("application/x-gzip")),
                    AMQPEntry("y", .integer(3)),
                ])
            try publisher.publish("[]", key: "task.multi", headers: [])
            let batch = try connection.receive(2)
            let first = try #require(batch.messages.first)
            #expect(batch.text(first.bytes) == #"{"type": "task-sent"}"#)
            #expect(batch.text(first.routingKey) == "task.sent")
            #expect(batch.text(first.contentType) == "application/json")
            #expect(batch.text(first.compression) == "application/x-gzip")
            #expect(batch.text(first.sender) == "gen7@é")
            #expect(first.format == .body && first.tag == 0 && first.flags.isEmpty)
            #expect(first.received >= begin - 1 && first.received <= WallClock.now)
            let second = try #require(batch.messages.last)
            #expect(batch.text(second.bytes) == "[]")
            #expect(second.compression.length == 0 && second.sender.length == 0)
        }

        @Test func `bodies of all sizes`() throws {
            let connection = try Rabbit.connect()
            defer { connection.close() }
            _ = try connection.subscribe()
            let publisher = try Publisher()
            // A frame holds 131,064 bytes of a body.
            let sizes = [0, 1, 131_063, 131_064, 131_065, 300_000, 5_000_000, 7]
            let bodies = sizes.map { size in String((0..<size).map { Character(Unicode.Scalar(UInt8(97 + $0 % 26))) }) }
            for body in bodies { try publisher.publish(body) }
            let batch = try connection.receive(sizes.count)
            #expect(batch.messages.map { batch.text($0.bytes) } == bodies)
            #expect(connection.oversized == 0)
        }

        @Test func `a message that is too large is counted and passed over`() throws {
            let connection = try Rabbit.connect { $0.maxMessageBytes = 1000 }
            defer { connection.close() }
            _ = try connection.subscribe()
            let publisher = try Publisher()
            for size in [1000, 1001, 400_000, 10] { try publisher.publish(String(repeating: "x", count: size)) }
            let batch = try connection.receive(2)
            #expect(batch.messages.map(\.bytes.length) == [1000, 10])
            #expect(connection.oversized == 2)
            #expect(connection.takeNotices().count == 1)
        }

        @Test func `a durable queue does not bring it again`() throws {
            let name = "celeryev.\(RandomUUID.text())"
            let settings: (inout BrokerSettings) -> Void = {
                $0.rabbitMQ.queue = .durable
                $0.rabbitMQ.queueName = name
                $0.maxMessageBytes = 1000
                $0.rabbitMQ.prefetch = 2
            }
            let connection = try Rabbit.connect(nil, settings)
            _ = try connection.subscribe()
            let publisher = try Publisher()
            for _ in 0..<5 { try publisher.publish(String(repeating: "x", count: 1001)) }
            try publisher.publish("1")
            let batch = try connection.receive(1)
            #expect(connection.oversized == 5)
            try connection.acknowledge(through: try #require(batch.messages.last).tag)
            connection.close()
            let next = try Rabbit.connect(nil, settings)
            defer { next.close() }
            #expect(try next.subscribe() == 0)
        }

        @Test func `batches end where they should`() throws {
            let connection = try Rabbit.connect()
            defer { connection.close() }
            _ = try connection.subscribe()
            let publisher = try Publisher()
            for _ in 0..<50 { try publisher.publish(String(repeating: "x", count: 1000)) }
            var counts: [Int] = []
            let deadline = Deadline.after(10)
            while counts.reduce(0, +) < 50, !deadline.isOver {
                let batch = MessageBatch()
                _ = try connection.receive(into: batch, maxBytes: 5000, timeout: 0.2)
                counts.append(batch.messages.count)
            }
            #expect(counts.reduce(0, +) == 50)
            #expect(counts.allSatisfy { $0 <= 5 })
        }

        @Test func `a message that arrives in pieces goes on in the next batch`() throws {
            let relay = try Relay(to: Rabbit.server().port)
            defer { relay.stop() }
            let connection = try Rabbit.connect(Rabbit.url(port: relay.port))
            defer { connection.close() }
            _ = try connection.subscribe()
            relay.dripBytes(7000)
            let publisher = try Publisher()
            let body = String((0..<60_000).map { Character(Unicode.Scalar(UInt8(97 + $0 % 26))) })
            try publisher.publish(body, key: "task.multi")
            try publisher.publish("2")
            var found: [[String]] = []
            let deadline = Deadline.after(10)
            while found.count < 2, !deadline.isOver {
                let batch = MessageBatch(capacity: 16)
                let before = Array("something of another's".utf8)
                _ = before.withUnsafeBytes { batch.copy($0) }
                _ = try connection.receive(into: batch, maxBytes: 1 << 20, timeout: 0.001)
                for message in batch.messages {
                    found.append(
                        [
                            message.bytes, message.routingKey, message.contentType, message.sender, message.compression,
                        ].map(batch.text))
                }
                relay.drip()
            }
            #expect(found.map(\.[0]) == [body, "2"])
            #expect(found.first?.dropFirst() == ["task.multi", "application/json", "w1@a", ""])
        }

        @Test func `a silent peer is noticed`() throws {
            let relay = try Relay(to: Rabbit.server().port)
            defer { relay.stop() }
            let connection = try Rabbit.connect(Rabbit.url(port: relay.port)) { $0.heartbeat = 2 }
            defer { connection.close() }
            _ = try connection.subscribe()
            // Heartbeats keep it for longer than that, and count as life.
            let begin = MonotonicClock.now
            var wasHeard = false
            while MonotonicClock.now - begin < 3 {
                if try connection.receive(into: MessageBatch(), maxBytes: 1 << 20, timeout: 0.2) { wasHeard = true }
            }
            #expect(wasHeard)
            relay.set(.frozen)
            let frozen = MonotonicClock.now
            let error = try connection.receiveUntilEnd()
            #expect(error.kind == .heartbeatMissed)
            #expect(error.description.contains("was silent for 2 s"))
            #expect(MonotonicClock.now - frozen < 2.5)
        }

        @Test func `who does not read for a while keeps the connection`() throws {
            let connection = try Rabbit.connect { $0.heartbeat = 2 }
            defer { connection.close() }
            _ = try connection.subscribe()
            let publisher = try Publisher()
            try publisher.publish("1")
            let begin = MonotonicClock.now
            while MonotonicClock.now - begin < 5 {
                _ = try connection.receive(into: MessageBatch(), maxBytes: 0, timeout: 0)
                usleep(100_000)
            }
            #expect(try connection.receive(1).messages.count == 1)
        }

        @Test(arguments: [Relay.Mode.ended, .reset])
        func `the connection breaks`(_ mode: Relay.Mode) throws {
            let relay = try Relay(to: Rabbit.server().port)
            defer { relay.stop() }
            let connection = try Rabbit.connect(Rabbit.url(port: relay.port))
            defer { connection.close() }
            _ = try connection.subscribe()
            relay.set(mode)
            #expect(try connection.receiveUntilEnd().kind == .connectionLost)
        }

        @Test func `what came before the end is handed out`() throws {
            let relay = try Relay(to: Rabbit.server().port)
            defer { relay.stop() }
            let connection = try Rabbit.connect(Rabbit.url(port: relay.port))
            defer { connection.close() }
            _ = try connection.subscribe()
            let publisher = try Publisher()
            try publisher.publish("1")
            usleep(100_000)
            relay.set(.ended)
            usleep(100_000)
            let batch = MessageBatch()
            #expect(try connection.receive(into: batch, maxBytes: 1 << 20, timeout: 1))
            #expect(batch.messages.count == 1)
            #expect(try connection.receiveUntilEnd().kind == .connectionLost)
        }
    }
}
