// SPDX-License-Identifier: Apache-2.0

import ServerFixtures
import Testing

@testable import EventSources

extension RabbitMQTests {
    @Suite struct RightsTests {
        private func findings(
            _ user: String?, _ change: (inout BrokerSettings) -> Void = { _ in }
        ) throws -> [RightsFinding] {
            let connection = try Rabbit.connect(Rabbit.url(user: user), change)
            defer { connection.close() }
            return try connection.checkRights()
        }

        private func check(
            _ user: String?, _ change: (inout BrokerSettings) -> Void = { _ in }
        ) throws -> [String] {
            try findings(user, change).map(\.text)
        }

        @Test(arguments: [nil, Rabbit.leastUser])
        func `all that is needed is allowed`(_ user: String?) throws {
            _ = try Publisher()
            let worker = try WorkerDouble()
            defer { worker.stop() }
            let before = try Rabbit.server().control("list_queues name")
            let findings = try findings(user)
            #expect(findings.count == 6, "\(findings)")
            #expect(findings.allSatisfy { $0.verdict == .fine }, "\(findings)")
            #expect(findings.last?.text == "Commands may be sent to 'celery.pidbox'.")
            #expect(try Rabbit.server().control("list_queues name") == before)
            #expect(worker.wait(for: 0).isEmpty)
        }

        @Test(arguments: [
            ("no-configure", "Cannot declare the queue 'celeryev.", RightsFinding.Verdict.refused),
            ("no-write", "Cannot bind the queue 'celeryev.", .refused),
            ("no-read", "Cannot read the queue 'celeryev.", .refused),
            ("no-commands", "Cannot send commands to the exchange 'celery.pidbox'", .lacking),
        ])
        func `a right is missing`(_ user: String, _ sentence: String, _ verdict: RightsFinding.Verdict) throws {
            _ = try Publisher()
            let worker = try WorkerDouble()
            defer { worker.stop() }
            let findings = try findings(user)
            let found = try #require(findings.first { $0.text.hasPrefix(sentence) }, "\(findings)")
            #expect(found.verdict == verdict)
            #expect(found.text.contains("rabbitmqctl set_permissions -p / \(user) "))
            #expect(findings.first?.text == "'\(user)' may log in at \(try Rabbit.url(user: user).masked).")
        }

        @Test func `a durable queue is not left behind, and its messages are not touched`() throws {
            let name = "celeryev.\(RandomUUID.text())"
            let settings: (inout BrokerSettings) -> Void = {
                $0.rabbitMQ.queue = .durable
                $0.rabbitMQ.queueName = name
            }
            #expect(try check(nil, settings).contains("'\(name)' may be declared."))
            #expect(try !Rabbit.server().control("list_queues name").contains(name))

            let connection = try Rabbit.connect(nil, settings)
            _ = try connection.subscribe()
            connection.close()
            try Publisher().publish("1")
            let findings = try check(nil, settings)
            #expect(findings.contains("The queue '\(name)' is there, and as evcam wants it."))
            #expect(findings.contains("'\(name)' may be read."))
            let next = try Rabbit.connect(nil, settings)
            defer { next.close() }
            #expect(try next.subscribe() == 1)
            #expect(try next.receive(1).messages.first?.flags == .backlog)
        }

        @Test func `a durable queue that is not as wanted`() throws {
            let name = "celeryev.\(RandomUUID.text())"
            let first = try Rabbit.connect {
                $0.rabbitMQ.queue = .durable
                $0.rabbitMQ.queueName = name
            }
            _ = try first.subscribe()
            first.close()
            let findings = try check(nil) {
                $0.rabbitMQ.queue = .durable
                $0.rabbitMQ.queueName = name
                $0.rabbitMQ.expires = nil
            }
            #expect(findings.contains { $0.contains("another `x-expires`") }, "\(findings)")
        }

        @Test func `nothing is there yet`() throws {
            let findings = try check(nil) {
                $0.exchange = "not.yet"
                $0.controlExchange = "not.yet"
            }
            #expect(
                findings.contains("The exchange 'not.yet' is not there yet: a worker makes it, or evcam if it may."))
            #expect(findings.contains("No worker listens to commands: there is no exchange 'not.yet.pidbox'."))
        }
    }
}
