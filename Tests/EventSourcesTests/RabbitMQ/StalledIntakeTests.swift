// SPDX-License-Identifier: Apache-2.0

import ServerFixtures
import TestSupport
import Testing

@testable import EventSources

extension RabbitMQTests {
    @Suite struct StalledIntakeTests {
        /// What has come from a connection at the broker, in packets; nil: it is gone.
        private func packets(from mark: String) throws -> Int? {
            let list = try Rabbit.server().control("list_connections recv_cnt client_properties")
            let line = list.split(separator: "\n").first { $0.contains(mark) }
            return line.flatMap { Int($0.prefix { $0.isNumber }) }
        }

        @Test func `an intake that takes nothing for many heartbeats costs neither the connection nor a message`()
            throws
        {
            let mark = "stalled-\(RandomUUID.text())"
            var settings = BrokerSettings(urls: [try Rabbit.url()])
            settings.version = mark
            settings.heartbeat = 2
            settings.maxBacklogBytes = 100_000
            settings.wakesWorkers = false
            let log = RecordedLog()
            let source = try LiveSource(
                settings, doorbell: try Doorbell(), logger: log.logger,
                connect: { url, settings throws(BrokerError) in try RabbitMQConnection(url, settings) },
                onLoss: { _, _ in })
            defer { source.close(within: 10) }
            let batch = MessageBatch()
            func receive() throws -> SourceStatus {
                try source.receive(into: batch, maxMessages: .max, maxBytes: .max, timeout: 30)
            }
            guard case .connected = try receive() else {
                Issue.record("no connection: \(log.lines)")
                return
            }
            let bodies = (0..<300).map { "\($0) " + String(repeating: "x", count: 20_000) }
            let publisher = try Publisher()
            for body in bodies { try publisher.publish(body) }

            // RabbitMQ throws out whom it has not heard for two seconds.
            let before = try #require(try packets(from: mark))
            var now: Int?
            try waitUntil("24 heartbeats came, or the connection has gone") {
                now = try packets(from: mark)
                return now ?? .max >= before + 24
            }
            #expect(now != nil, "RabbitMQ has thrown us out")
            var received: [String] = []
            while received.count < bodies.count, case .messages = try receive() {
                received += batch.messages.map { batch.text($0.bytes) }
            }
            #expect(received == bodies)
            #expect(log.lines.count == 1, "\(log.lines)")
        }
    }
}
