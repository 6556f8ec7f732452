// SPDX-License-Identifier: Apache-2.0

import Glibc
import ServerFixtures
import Testing
import Threads

@testable import EventSources

extension RabbitMQTests {
    @Suite struct LoginTests {
        @Test func `guest logs in without being named`() throws {
            let connection = try Rabbit.connect()
            defer { connection.close() }
            #expect(connection.peer == "amqp://guest:**@127.0.0.1:\(try Rabbit.server().port)//")
            #expect(connection.takeNotices().isEmpty)
        }

        @Test func `the broker is told who connects`() throws {
            let connection = try Rabbit.connect { $0.heartbeat = 100 }
            defer { connection.close() }
            let shown = try Rabbit.server().control("list_connections client_properties timeout")
            #expect(shown.contains("evcam events \(getpid())@"))
            #expect(shown.contains("\"product\",\"evcam\""))
            #expect(shown.contains("consumer_cancel_notify"))
            #expect(shown.split(separator: "\n").contains { $0.hasSuffix("\t50") }, "\(shown)")
        }

        @Test func `IPv6`() throws {
            var url = try Rabbit.url()
            url.host = "::1"
            let connection = try Rabbit.connect(url)
            #expect(connection.peer.contains("[::1]"))
            connection.close()
        }

        @Test func `a name that leads to several addresses`() throws {
            var url = try Rabbit.url()
            url.host = "localhost"
            try Rabbit.connect(url).close()
        }

        @Test func `characters that mean something elsewhere`() throws {
            let connection = try Rabbit.connect(Rabbit.url(user: "o'brien p@ss:/%"))
            #expect(connection.peer.hasPrefix("amqp://o%27brien%20p%40ss%3A%2F%25:**@"))
            connection.close()
        }

        @Test func `a wrong password`() throws {
            let error = try Rabbit.failure { _ = try Rabbit.connect(Rabbit.url(user: "guest", password: "hunter2")) }
            #expect(error.kind == .authentication)
            #expect(error.description.contains("check user and password"))
            #expect(!error.description.contains("hunter2"))
        }

        @Test func `a virtual host that is not there`() throws {
            let error = try Rabbit.failure { _ = try Rabbit.connect(Rabbit.url(virtualHost: "shop")) }
            #expect(error.kind == .notFound)
            #expect(error.description.contains("rabbitmqctl add_vhost shop"))
        }

        @Test func `a user without rights in the virtual host`() throws {
            let error = try Rabbit.failure { _ = try Rabbit.connect(Rabbit.url(user: "stranger")) }
            #expect(error.kind == .accessRefused)
            #expect(error.description.contains("rabbitmqctl set_permissions -p / stranger '^"))
        }

        @Test func `nobody listens`() throws {
            let port = try FreePort.take(1)[0]
            let error = try Rabbit.failure { _ = try Rabbit.connect(Rabbit.url(port: port)) }
            #expect(error.kind == .unreachable)
            #expect(error.description.contains("refused"))
        }

        @Test func `a host that does not exist`() throws {
            var url = try Rabbit.url()
            url.host = "broker.invalid"
            let error = try Rabbit.failure { _ = try Rabbit.connect(url) { $0.connectTimeout = 3 } }
            #expect(error.kind == .unreachable)
            #expect(error.description.contains("no address of 'broker.invalid'"))
        }

        @Test func `one who listens and never answers`() throws {
            let (socket, port) = try FreePort.listen()
            defer { close(socket) }
            let begin = MonotonicClock.now
            let error = try Rabbit.failure {
                _ = try Rabbit.connect(Rabbit.url(port: port)) { $0.connectTimeout = 0.5 }
            }
            #expect(MonotonicClock.now - begin < 3)
            #expect(error.kind == .unreachable)
            #expect(error.description.contains("does not answer within 0.5 s"))
        }

        @Test(arguments: [
            "HTTP/1.1 400 Bad Request\r\n\r\n", "-ERR unknown command 'AMQP'\r\n", "AMQP\u{0}\u{1}\u{0}\u{0}",
        ])
        func `one who speaks something else`(_ greeting: String) throws {
            let port = try OneAnswer.give(greeting)
            let error = try Rabbit.failure { _ = try Rabbit.connect(Rabbit.url(port: port)) }
            #expect(error.kind == .protocolError)
            #expect(error.description.contains("is it RabbitMQ"))
        }

        @Test func `plain AMQP at the port for TLS`() throws {
            let port = try Rabbit.server().tlsPort
            let error = try Rabbit.failure { _ = try Rabbit.connect(Rabbit.url(port: port)) }
            #expect(error.kind == .connectionLost)
            #expect(error.description.contains("amqps"))
        }

        @Test func `an operator closes the connection`() throws {
            let connection = try Rabbit.connect()
            _ = try connection.subscribe()
            try Rabbit.server().control("close_all_connections 'maintenance at noon'")
            let error = try connection.receiveUntilEnd()
            #expect(error.kind == .connectionClosed)
            #expect(error.description.contains("maintenance at noon"))
            connection.close()
        }
    }
}
