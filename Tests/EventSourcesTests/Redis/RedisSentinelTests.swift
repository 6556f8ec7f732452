// SPDX-License-Identifier: Apache-2.0

import Glibc
import ServerFixtures
import Testing
import Threads

@testable import EventSources

/// Against real Sentinels.
///
/// One at a time: each of these is five servers.
@Suite(.enabled(if: RedisServer.isInstalled, "redis-server is not installed"), .serialized)
struct RedisSentinelTests {
    private static let channel = "/0.celeryev/task.multi"

    private func settings(
        _ sentinels: RedisSentinels, password: String? = nil, change: (inout BrokerSettings) -> Void = { _ in }
    ) -> BrokerSettings {
        var settings = BrokerSettings(
            urls: sentinels.ports.map { BrokerURL(transport: .sentinel, port: $0, password: password) })
        settings.redis.masterName = RedisSentinels.masterName
        settings.heartbeat = 4
        change(&settings)
        return settings
    }

    /// The message that a new subscription gets at the master.
    private func follows(_ client: RedisClientSide, _ server: RedisServer) throws -> Bool {
        try server.ask("PUBLISH", Self.channel, kombuEnvelope("{}"))
        return try client.bodies(1) == ["{}"]
    }

    @Test func `the master is found, and the next one after a failover by Sentinel, by crash and by hand`() throws {
        let sentinels = try RedisSentinels()
        let (first, second) = (sentinels.servers[0], sentinels.servers[1])
        let client = try RedisClientSide(following: settings(sentinels))
        #expect(client.connection.peer == "redis://127.0.0.1:\(first.port)/0 (master 'mymaster')")
        #expect(try follows(client, first))
        #expect(client.connection.takeNotices() == [])

        // By Sentinel, which hangs up on the demoted server's clients, or is noticed by us.
        try sentinels.ask(0, "SENTINEL", "FAILOVER", RedisSentinels.masterName)
        let demoted = try client.failure()
        #expect([.unavailable, .connectionLost].contains(demoted.kind), "\(demoted)")
        try waitUntil("the second server is the master") { try sentinels.masterPort() == second.port }
        let next = try follow(sentinels, until: second)
        #expect(try follows(next, second))

        // By crash.
        try waitUntil("the first server is a replica") {
            try first.ask("INFO", "replication").contains("master_link_status:up")
        }
        try waitUntil("Sentinel knows it") {
            try sentinels.ask(0, "SENTINEL", "REPLICAS", RedisSentinels.masterName).contains("\(first.port)")
        }
        try second.signal(SIGKILL)
        #expect(try next.failure().kind == .connectionLost)
        let last = try follow(sentinels, until: first)
        #expect(try follows(last, first))
    }

    /// Connects again as the reader does until it is followed where it should be.
    private func follow(_ sentinels: RedisSentinels, until server: RedisServer) throws -> RedisClientSide {
        var client: RedisClientSide?
        try waitUntil("the new master is followed") {
            client = try RedisClientSide(following: settings(sentinels))
            return client?.connection.peer.contains(":\(server.port)/") == true
        }
        return try #require(client)
    }

    @Test func `a master that is demoted without a word is left within the heartbeat`() throws {
        let master = try RedisServer()
        let other = try RedisServer()
        let sentinel = try ScriptedSentinel(naming: master.port)
        var settings = BrokerSettings(urls: [BrokerURL(transport: .sentinel, port: sentinel.port)])
        settings.redis.masterName = "any"
        settings.heartbeat = 2
        let client = try RedisClientSide(following: settings)

        // A Sentinel that names another one which is none itself is not believed.
        try other.ask("REPLICAOF", "127.0.0.1", "\(master.port)")
        sentinel.name(other.port)
        let batch = MessageBatch()
        let end = MonotonicClock.now + 2
        while MonotonicClock.now < end {
            _ = try client.connection.receive(into: batch, maxBytes: 1000, timeout: 0.1)
        }

        // Our side of a cut network: the server still takes itself for the master.
        try other.ask("REPLICAOF", "NO", "ONE")
        let left = try client.failure(within: 10)
        #expect(left.kind == .unavailable)
        #expect(left.description.contains("Sentinel names redis://127.0.0.1:\(other.port)/0"), "\(left)")

        // Demoted by hand, with its subscribers kept.
        sentinel.name(master.port)
        let kept = try RedisClientSide(following: settings)
        try master.ask("REPLICAOF", "127.0.0.1", "\(other.port)")
        let began = MonotonicClock.now
        let demoted = try kept.failure(within: 10)
        #expect(demoted.kind == .unavailable)
        #expect(demoted.description.contains("has become a replica of 127.0.0.1:\(other.port)"), "\(demoted)")
        #expect(MonotonicClock.now - began <= settings.heartbeat)

        // Sentinel still names it.
        let early = try #require(followingFails(settings))
        #expect(early.kind == .unavailable && early.description.contains("a failover is under way"), "\(early)")
    }

    @Test func `passwords of the servers and of the Sentinels, and events of old and new kombu`() throws {
        let sentinels = try RedisSentinels(password: "data", sentinelPassword: "watch")
        let server = sentinels.servers[0]
        let client = try RedisClientSide(
            following: settings(sentinels, password: "data") { $0.redis.sentinelPassword = "watch" })
        let twin = kombuEnvelope("{\"twin\": 1}")
        try server.ask("PUBLISH", Self.channel, kombuEnvelope("{}"))
        try server.ask("PUBLISH", "/{db}.celeryev/task.multi", kombuEnvelope("[]"))
        try server.ask("PUBLISH", Self.channel, twin)
        try server.ask("PUBLISH", "/{db}.celeryev/task.multi", twin)
        try server.ask("PUBLISH", Self.channel, kombuEnvelope("{\"last\": 1}"))
        #expect(try client.bodies(4) == ["{}", "[]", "{\"twin\": 1}", "{\"last\": 1}"])
        let rights = try RedisClientSide(settings(sentinels, password: "data") { $0.redis.sentinelPassword = "watch" })
        #expect(try rights.connection.checkRights().last == RightsFinding(.fine, "it is the master, as Sentinel says"))

        let locked = try #require(followingFails(settings(sentinels, password: "data")))
        #expect(locked.kind == .authentication && locked.description.contains("sentinel://"), "\(locked)")
        let wrong = settings(sentinels, password: "hunter2") { $0.redis.sentinelPassword = "watch" }
        #expect(followingFails(wrong)?.kind == .authentication)
    }

    @Test func `mistakes in the settings are told`() throws {
        let sentinels = try RedisSentinels()
        let nameless = try #require(followingFails(settings(sentinels) { $0.redis.masterName = nil }))
        #expect(nameless.kind == .notFound && nameless.description.contains("master_name"))
        let wrong = try #require(followingFails(settings(sentinels) { $0.redis.masterName = "theirmaster" }))
        #expect(wrong.kind == .notFound)
        #expect(wrong.description.contains("knows no master 'theirmaster'; it watches 'mymaster'"), "\(wrong)")

        // One Sentinel is enough, wherever it stands in the list; none at all names them all.
        let free = try FreePort.take(2)
        let partly = settings(sentinels) { settings in
            settings.urls = [free[0], free[1], sentinels.ports[2]].map { BrokerURL(transport: .sentinel, port: $0) }
        }
        #expect(followingFails(partly) == nil)
        let nobody = settings(sentinels) { $0.urls.removeAll { sentinels.ports.contains($0.port) } }
        var gone = nobody
        gone.urls = free.map { BrokerURL(transport: .sentinel, port: $0) }
        let unreachable = try #require(followingFails(gone))
        #expect(unreachable.kind == .unreachable)
        for port in free { #expect(unreachable.description.contains(":\(port)/")) }
    }
}
