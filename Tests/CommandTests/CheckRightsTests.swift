// SPDX-License-Identifier: Apache-2.0
import ServerFixtures
import Testing

/// `evcam check` at real brokers.
struct CheckRightsTests {
    private func check(_ url: String) throws -> Evcam.Ending {
        try Evcam.run(["check", "--camera", "console", "--broker", url])
    }

    @Test(.enabled(if: RedisServer.isInstalled, "redis-server is not installed"))
    func `at Redis, whoever may not follow events gets 69, and whoever may not send commands does not`() throws {
        let server = try RedisServer([
            "user deaf on >pw allchannels +ping",
            "user mute on >pw resetchannels &/0.celeryev/* &/0.celeryev +psubscribe +ping",
        ])
        let deaf = try check("redis://deaf:pw@127.0.0.1:\(server.port)/0")
        #expect(deaf.status == 69)
        #expect(deaf.output.contains("  may not PSUBSCRIBE; to allow it: redis-cli ACL SETUSER deaf +psubscribe"))
        let place = "redis://deaf:**@127.0.0.1:\(server.port)/0"
        #expect(deaf.errors.hasPrefix("evcam: error: the events of \(place) cannot be followed: may not PSUBSCRIBE"))
        let mute = try check("redis://mute:pw@127.0.0.1:\(server.port)/0")
        #expect(mute.status == 0 && mute.errors == "")
        #expect(mute.output.contains("  may not PUBLISH; to allow it: "))
    }

    @Test func `at RabbitMQ, too`() throws {
        let server = try RabbitMQServer(users: [
            .init("deaf", rights: (".*", ".*", "^$")), .init("mute", rights: ("^celeryev", "^celeryev", "^celeryev")),
        ])
        let password = RabbitMQServer.password
        let deaf = try check("amqp://deaf:\(password)@127.0.0.1:\(server.port)//")
        #expect(deaf.status == 69)
        #expect(deaf.output.contains("  Cannot read the queue 'celeryev."))
        #expect(deaf.errors.hasPrefix("evcam: error: the events of amqp://deaf:**@127.0.0.1:\(server.port)//"))
        #expect(deaf.errors.contains("rabbitmqctl set_permissions -p / deaf "))
        let mute = try check("amqp://mute:\(password)@127.0.0.1:\(server.port)//")
        #expect(mute.status == 0 && mute.errors == "", "\(mute)")
    }
}
