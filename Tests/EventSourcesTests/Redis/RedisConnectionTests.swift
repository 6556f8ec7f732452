// SPDX-License-Identifier: Apache-2.0

import Glibc
import ServerFixtures
import Testing

@testable import EventSources

/// Against real servers.
@Suite(.enabled(if: RedisServer.isInstalled, "redis-server is not installed"))
struct RedisConnectionTests {
    private static let channel = "/0.celeryev/task.multi"

    @Test func `everything published after the subscription comes, in order, from every channel of kombu's`() throws {
        let server = try RedisServer()
        let client = try RedisClientSide(following: server.settings())
        #expect(client.connection.peer == "redis://127.0.0.1:\(server.port)/0")
        let bodies = (0..<500).map { "{\"n\": \($0)}" }
        try RedisClient.publish(server.port, channel: Self.channel, bodies.map { Array(kombuEnvelope($0).utf8) })
        try server.ask("PUBLISH", "/0.celeryev", kombuEnvelope("{}"))
        try server.ask("PUBLISH", "/1.celeryev/task.multi", kombuEnvelope("{\"other\": \"database\"}"))
        try server.ask("PUBLISH", "/0.celeryev2/task.multi", kombuEnvelope("{\"other\": \"exchange\"}"))
        try server.ask("PUBLISH", "/0.celeryev/worker.online", kombuEnvelope("[]"))
        #expect(try client.bodies(502) == bodies + ["{}", "[]"])
        #expect(client.connection.takeNotices() == [])
        #expect(try server.ask("CLIENT", "LIST").contains("name=evcam"))
        client.connection.close()
        try waitUntil("the subscription is gone") { try server.ask("PUBSUB", "NUMPAT").contains("0") }
    }

    @Test func `a password, a user, a Unix socket`() throws {
        let server = try RedisServer(
            password: "sesame", ["user evcam on >open resetchannels &/0.celeryev/* +psubscribe +ping"])
        #expect(followingFails(server.settings(password: "sesame")) == nil)
        var socket = server.settings(password: "sesame")
        socket.urls[0].socketPath = server.socketPath
        let client = try RedisClientSide(following: socket)
        #expect(client.connection.peer.contains(server.socketPath))
        try server.ask("PUBLISH", Self.channel, kombuEnvelope("{}"))
        #expect(try client.bodies(1) == ["{}"])

        let wrong = try #require(followingFails(server.settings(password: "hunter2")))
        #expect(wrong.kind == .authentication && !wrong.description.contains("hunter2"))
        #expect(followingFails(server.settings())?.kind == .authentication)
        let unknown = try #require(followingFails(server.settings(user: "nobody", password: "x")))
        #expect(unknown.kind == .authentication && unknown.description.contains("user 'nobody'"))
        let open = try RedisServer()
        let needless = try #require(followingFails(open.settings(password: "x")))
        #expect(needless.kind == .authentication && needless.description.contains("leave it out of the URL"))
    }

    @Test func `the least rights suffice, and what lacks is named`() throws {
        let server = try RedisServer([
            "user least on >pw resetchannels &/0.celeryev/* +psubscribe +ping",
            "user mute on >pw resetchannels &/0.celeryev/* &/0.celeryev +psubscribe",
            "user deaf on >pw resetchannels +psubscribe +ping",
            "user nothing on >pw resetchannels",
        ])
        let least = try RedisClientSide(following: server.settings(user: "least", password: "pw"))
        try server.ask("PUBLISH", Self.channel, kombuEnvelope("{}"))
        #expect(try least.bodies(1) == ["{}"])
        #expect(least.connection.takeNotices().map { $0.contains("ACL SETUSER least '&/0.celeryev'") } == [true])
        try least.connection.broadcast(ControlCommand(.heartbeat))
        try least.connection.broadcast(ControlCommand(.heartbeat))
        let notices = least.connection.takeNotices()
        #expect(notices.count == 1)
        #expect(notices.first?.contains("ACL SETUSER least +publish '&/0.celery.pidbox'") == true, "\(notices)")

        // Forbidden, PING is still answered.
        let mute = try RedisClientSide(following: server.settings(user: "mute", password: "pw") { $0.heartbeat = 0.4 })
        var notice: [String] = []
        try waitUntil("the PING was refused") {
            _ = try mute.connection.receive(into: MessageBatch(), maxBytes: 1000, timeout: 0.1)
            notice += mute.connection.takeNotices()
            return !notice.isEmpty
        }
        #expect(notice.first?.contains("ACL SETUSER mute +ping") == true)
        _ = try mute.connection.receive(into: MessageBatch(), maxBytes: 1000, timeout: 0.5)

        for user in ["deaf", "nothing"] {
            let error = try #require(followingFails(server.settings(user: user, password: "pw")))
            #expect(error.kind == .accessRefused)
            #expect(error.description.contains("ACL SETUSER \(user) +psubscribe +ping '&/0.celeryev/*' '&/0.celeryev'"))
        }
    }

    @Test func `what the error tells to paste is enough`() throws {
        let server = try RedisServer(["user evcam on >pw resetchannels"])
        let settings = server.settings(user: "evcam", password: "pw")
        for _ in 0..<2 {
            guard let error = followingFails(settings) else { return }
            let command = String(try #require(error.description.split(separator: "allow it there: ").last))
            // As somebody pastes it in a shell.
            try Shell.run(command.replacing("redis-cli ", with: "redis-cli -p \(server.port) "))
        }
        Issue.record("still forbidden")
    }

    @Test func `rights are tried without a trace`() throws {
        let server = try RedisServer([
            "user least on >pw resetchannels &/0.celeryev/* &/0.celeryev +psubscribe +ping",
            "user control on >pw resetchannels &/0.* +psubscribe +ping +publish +multi +discard",
            "user publisher on >pw resetchannels &/0.celeryev/* +psubscribe +publish +multi +discard +ping",
            "user trusted on >pw allchannels +psubscribe +publish +ping",
            "user untold on >pw resetchannels &/0.* +psubscribe +publish +ping",
            "user asking on >pw resetchannels &/0.celeryev/* +psubscribe +publish +acl|dryrun +ping",
            "user deaf on >pw allchannels +ping",
        ])
        func rights(_ user: String? = nil) throws -> [RightsFinding] {
            let client = try RedisClientSide(server.settings(user: user, password: user == nil ? nil : "pw"))
            return try withExtendedLifetime(client) { try client.connection.checkRights() }
        }
        let all = try rights()
        #expect(all.allSatisfy { $0.verdict == .fine })
        #expect(
            all.map(\.text) == [
                "logged in as user 'default'", "may PING",
                "may follow events: PSUBSCRIBE /0.celeryev/*", "may send remote control: PUBLISH /0.celery.pidbox",
            ])
        let least = try rights("least")
        let forbidden = "may not PUBLISH; to allow it: redis-cli ACL SETUSER"
        #expect(
            least.last
                == RightsFinding(.lacking, "\(forbidden) least +publish '&/0.celery.pidbox'"), "\(least)")
        for user in ["control", "trusted"] {
            #expect(
                try rights(user).last
                    == RightsFinding(.fine, "may send remote control: PUBLISH /0.celery.pidbox"), "\(user)")
        }
        for user in ["publisher", "asking"] {
            let last = try #require(try rights(user).last)
            #expect(last.verdict == .lacking && last.text.hasPrefix("\(forbidden) \(user) +publish"), "\(last)")
        }
        let untold = try #require(try rights("untold").last)
        #expect(untold.verdict == .lacking)
        #expect(untold.text.hasPrefix("cannot tell whether it may send remote control"), "\(untold)")
        #expect(untold.text.hasSuffix("redis-cli ACL SETUSER untold +multi +discard"))
        let deaf = try rights("deaf")
        #expect(deaf.map(\.verdict) == [.fine, .fine, .refused, .lacking], "\(deaf)")
        #expect(try server.ask("PUBSUB", "NUMPAT").contains("0"))
        #expect(try server.ask("DBSIZE").contains("0"))
    }

    @Test func `a server that is gone, hangs or throws us out is noticed`() throws {
        let server = try RedisServer()
        let client = try RedisClientSide(following: server.settings())
        try server.ask("CLIENT", "KILL", "TYPE", "pubsub")
        #expect(try client.failure().kind == .connectionLost)

        let frozen = try RedisClientSide(following: server.settings { $0.heartbeat = 1 })
        try server.signal(SIGSTOP)
        let failure = try frozen.failure(within: 20)
        #expect(failure.kind == .heartbeatMissed)
        #expect(failure.description.contains("does not answer PING"))
        try server.signal(SIGCONT)

        let killed = try RedisClientSide(following: server.settings())
        try server.signal(SIGKILL)
        #expect(try killed.failure().kind == .connectionLost)
        // A socket that the kernel has not taken down yet still accepts, and then resets.
        var failed: BrokerError?
        for _ in 0..<50 where failed?.kind != .unreachable { failed = followingFails(server.settings()) }
        let refused = try #require(failed)
        #expect(refused.kind == .unreachable)
        #expect(refused.description.contains("connection refused at 127.0.0.1"))
    }

    @Test func `a wire that was cut is noticed within the heartbeat, a silent cluster is not`() throws {
        let server = try RedisServer()
        let relay = try Relay(to: server.port)
        defer { relay.stop() }
        var settings = server.settings { $0.heartbeat = 1 }
        settings.urls[0].port = relay.port
        let client = try RedisClientSide(following: settings)
        // Answers to PING keep it alive for longer than the heartbeat.
        let batch = MessageBatch()
        var heard = 0
        for _ in 0..<25 where try client.connection.receive(into: batch, maxBytes: 1000, timeout: 0.1) { heard += 1 }
        #expect(batch.isEmpty && heard > 0)
        relay.set(.frozen)
        #expect(try client.failure(within: 20).kind == .heartbeatMissed)
    }

    @Test func `messages of every size come whole, larger ones than allowed are counted`() throws {
        let server = try RedisServer()
        let client = try RedisClientSide(following: server.settings { $0.maxMessageBytes = 3_000_000 })
        let sizes = [10, 70_000, 300_000, 2_999_000]
        let bodies = sizes.map { String(repeating: "x", count: $0) }
        let oversized = String(repeating: "y", count: 5_000_000)
        for body in bodies + [oversized, "last"] {
            try RedisClient.publish(server.port, channel: Self.channel, [Array(kombuEnvelope(body).utf8)])
        }
        #expect(try client.bodies(5) == bodies + ["last"])
        #expect(client.connection.oversized == 1)
    }

    @Test func `what comes between the confirmations is not lost`() throws {
        let server = try RedisServer()
        // A publisher that never rests while others subscribe.
        let envelope = Array(kombuEnvelope("{}").utf8)
        let publisher = try PublishingThread(server.port, channel: Self.channel, envelope)
        for _ in 0..<30 {
            let client = try RedisClientSide(following: server.settings())
            #expect(try client.bodies(20).allSatisfy { $0 == "{}" })
        }
        publisher.stop()
    }

    @Test func `kombu's other prefixes are followed`() throws {
        let server = try RedisServer()
        let client = try RedisClientSide(
            following: server.settings(database: 5) {
                $0.redis.globalKeyprefix = "a[1]*:"
                $0.exchange = "ev"
            })
        try server.ask("PUBLISH", "a[1]*:/5.ev/task.multi", kombuEnvelope("{}"))
        try server.ask("PUBLISH", "a1x:/5.ev/task.multi", kombuEnvelope("[]"))
        try server.ask("PUBLISH", "a[1]*:/5.ev", kombuEnvelope("{\"last\": 1}"))
        #expect(try client.bodies(2) == ["{}", "{\"last\": 1}"])
    }

    @Test func `a replica of a plain URL is followed with a warning`() throws {
        let master = try RedisServer()
        let replica = try RedisServer(["replicaof 127.0.0.1 \(master.port)"])
        try waitUntil("the replica has its master") {
            try replica.ask("INFO", "replication").contains("link_status:up")
        }
        let client = try RedisClientSide(following: replica.settings())
        #expect(client.connection.takeNotices().first?.contains("is a replica of 127.0.0.1:\(master.port)") == true)
        try master.ask("PUBLISH", Self.channel, kombuEnvelope("{}"))
        #expect(try client.bodies(1) == ["{}"])
        let caller = try RedisClientSide(replica.settings())
        let error = #expect(throws: BrokerError.self) {
            try caller.connection.call(ControlCommand(.ping), timeout: 0.1)
        }
        #expect(error?.kind == .unavailable && error?.description.contains("takes no writes") == true)
    }

    @Test func `writing to a peer that is gone is an error and no signal`() throws {
        signal(SIGPIPE, SIG_DFL)
        let server = try RedisServer()
        let client = try RedisClientSide(server.settings())
        try server.signal(SIGKILL)
        try waitUntil("a write failed") {
            do throws(BrokerError) {
                try client.connection.session.transport.write(respCommand(["PING"]), timeout: 1)
                return false
            } catch {
                return error.kind == .connectionLost
            }
        }
    }

    @Test func `a host that nobody knows is told`() throws {
        var settings = BrokerSettings(urls: [BrokerURL(transport: .redis, host: "nowhere.invalid")])
        settings.connectTimeout = 3
        let error = try #require(followingFails(settings))
        #expect(error.kind == .unreachable)
        #expect(error.description.contains("'nowhere.invalid'"), "\(error)")
    }

    @Test func `a full server says so`() throws {
        let server = try RedisServer(["maxclients 1"])
        let client = try RedisClientSide(following: server.settings())
        let error = try #require(followingFails(server.settings()))
        #expect(error.kind == .unavailable && error.description.contains("maxclients"), "\(error)")
        // The second connection that remote control takes does not get through, and events go on.
        try client.connection.broadcast(ControlCommand(.heartbeat))
        #expect(client.connection.takeNotices().first?.contains("was not sent") == true)
        _ = try client.connection.receive(into: MessageBatch(), maxBytes: 1000, timeout: 0)
    }
}
