// SPDX-License-Identifier: Apache-2.0

import Glibc
import ServerFixtures
import Testing

@testable import EventSources

extension RabbitMQTests {
    @Suite struct ControlTests {
        @Test func `a command reaches who listens`() throws {
            let worker = try WorkerDouble()
            defer { worker.stop() }
            let connection = try Rabbit.connect()
            defer { connection.close() }
            _ = try connection.subscribe()
            try connection.broadcast(ControlCommand(.heartbeat))
            try connection.broadcast(ControlCommand(.enableEvents, destination: ["w1@a"]))
            #expect(connection.takeNotices().isEmpty)
            let heard = worker.wait(for: 2)
            #expect(
                heard.first
                    == #"{"method": "heartbeat", "arguments": {}, "destination": null, "pattern": null, "matcher": null}"#
            )
            #expect(heard.last?.contains(#""method": "enable_events""#) == true)
            #expect(heard.last?.contains(#""destination": ["w1@a"]"#) == true)
        }

        @Test func `nobody listens yet`() throws {
            for user in [nil, "no-configure"] {
                let connection = try Rabbit.connect(Rabbit.url(user: user)) { $0.controlExchange = "none\(user ?? "")" }
                defer { connection.close() }
                try connection.broadcast(ControlCommand(.heartbeat))
                try connection.broadcast(ControlCommand(.heartbeat))
                #expect(connection.takeNotices().isEmpty)
            }
        }

        @Test func `the right to send commands is missing`() throws {
            let worker = try WorkerDouble()
            defer { worker.stop() }
            let connection = try Rabbit.connect(Rabbit.url(user: "no-commands"))
            defer { connection.close() }
            _ = try connection.subscribe()
            try connection.broadcast(ControlCommand(.heartbeat))
            try connection.broadcast(ControlCommand(.heartbeat))
            let notices = connection.takeNotices()
            #expect(notices.count == 1)
            #expect(notices.first?.contains("`write` on 'celery.pidbox'") == true, "\(notices)")
            #expect(notices.first?.contains("rabbitmqctl set_permissions") == true)
            // Events go on.
            try Publisher().publish("1")
            #expect(try connection.receive(1).messages.count == 1)
        }

        @Test func `an exchange for commands with other properties will do`() throws {
            let publisher = try Publisher()
            try publisher.link.declareExchange("odd.pidbox", type: "fanout", isDurable: true, on: 1)
            let connection = try Rabbit.connect { $0.controlExchange = "odd" }
            defer { connection.close() }
            try connection.broadcast(ControlCommand(.heartbeat))
            #expect(connection.takeNotices().isEmpty)
        }

        @Test func `the commands' own connection breaks and is made anew`() throws {
            let worker = try WorkerDouble()
            defer { worker.stop() }
            let connection = try Rabbit.connect()
            defer { connection.close() }
            _ = try connection.subscribe()
            try connection.broadcast(ControlCommand(.heartbeat))
            let server = try Rabbit.server()
            let commands = try #require(
                server.control("list_connections pid client_properties").split(separator: "\n").first {
                    $0.contains("evcam commands")
                })
            try server.control("close_connection '\(commands.prefix { $0 != "\t" })' test")
            try connection.broadcast(ControlCommand(.heartbeat))
            #expect(worker.wait(for: 2).count == 2)
            #expect(connection.takeNotices().isEmpty)
        }

        @Test func `an alarm holds commands back and not events`() throws {
            let server = try Rabbit.server()
            let worker = try WorkerDouble()
            defer { worker.stop() }
            let connection = try Rabbit.connect {
                $0.rabbitMQ.queue = .durable
                $0.rabbitMQ.queueName = "celeryev.\(RandomUUID.text())"
                $0.rabbitMQ.prefetch = 10
            }
            defer { connection.close() }
            _ = try connection.subscribe()
            try connection.broadcast(ControlCommand(.heartbeat))
            let publisher = try Publisher()
            for number in 0..<100 { try publisher.publish("\(number)") }
            let alarm = "{{resource_limit, memory, node()}, []}"
            try server.control("eval 'rabbit_alarm:set_alarm(\(alarm)).'")
            defer { _ = try? server.control("eval 'rabbit_alarm:clear_alarm({resource_limit, memory, node()}).'") }
            let begin = Deadline.after(1)
            try connection.broadcast(ControlCommand(.heartbeat))
            try connection.broadcast(ControlCommand(.ping))
            #expect(!begin.isOver)
            let notices = connection.takeNotices()
            #expect(notices.count == 3, "\(notices)")
            #expect(notices.first?.contains("raised an alarm (low on memory)") == true)
            #expect(
                notices.last
                    == "the command 'ping' was not sent to the workers: the broker takes nothing while its alarm is on")
            // Acknowledgements pass, or it would end after ten.
            var count = 0
            let deadline = Deadline.after(10)
            while count < 100, !deadline.isOver {
                let batch = MessageBatch()
                _ = try connection.receive(into: batch, maxBytes: 1 << 20, timeout: 0.2)
                count += batch.messages.count
                if let last = batch.messages.last { try connection.acknowledge(through: last.tag) }
            }
            #expect(count == 100)

            try server.control("eval 'rabbit_alarm:clear_alarm({resource_limit, memory, node()}).'")
            #expect(try connection.receiveNotices() == ["the broker's alarm is over: events and commands pass again"])
            try connection.broadcast(ControlCommand(.enableEvents))
            let heard = worker.wait(for: 3)
            #expect(heard.count == 3 && heard.last?.contains("enable_events") == true)
        }

        @Test func `an alarm that is on already`() throws {
            let server = try Rabbit.server()
            let worker = try WorkerDouble()
            defer { worker.stop() }
            try server.control("eval 'rabbit_alarm:set_alarm({{resource_limit, disk, node()}, []}).'")
            defer { _ = try? server.control("eval 'rabbit_alarm:clear_alarm({resource_limit, disk, node()}).'") }
            let connection = try Rabbit.connect()
            defer { connection.close() }
            _ = try connection.subscribe()
            let begin = Deadline.after(2)
            try connection.broadcast(ControlCommand(.heartbeat))
            #expect(!begin.isOver)
            #expect(connection.takeNotices().contains { $0.contains("raised an alarm (low on disk)") })
        }

        @Test func `answers are gathered`() throws {
            let workers = try [WorkerDouble("w1@a"), WorkerDouble("w2@\"b\"")]
            defer { for worker in workers { worker.stop() } }
            let connection = try Rabbit.connect()
            defer { connection.close() }
            let replies = try connection.call(ControlCommand(.ping), timeout: 1)
            #expect(Set(replies.map(\.node)) == ["w1@a", "w2@\"b\""])
            #expect(replies.allSatisfy { $0.reply == #"{"ok": "pong"}"# })
            // With names it is known when all have answered.
            let begin = Deadline.after(5)
            let some = try connection.call(ControlCommand(.ping, destination: ["w1@a"]), timeout: 10)
            #expect(some == [ControlReply(node: "w1@a", reply: #"{"ok": "pong"}"#)])
            #expect(!begin.isOver)
            #expect(try !Rabbit.server().control("list_queues name").contains(".reply."))
        }

        @Test func `nobody is there to answer`() throws {
            let connection = try Rabbit.connect { $0.controlExchange = "none at all" }
            defer { connection.close() }
            #expect(try connection.call(ControlCommand(.ping), timeout: 5).isEmpty)
        }
    }
}
