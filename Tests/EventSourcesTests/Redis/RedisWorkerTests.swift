// SPDX-License-Identifier: Apache-2.0

import Glibc
import ServerFixtures
import Testing
import Threads

@testable import EventSources

/// With real workers of Celery.
@Suite(
    .enabled(
        if: RedisServer.isInstalled && CeleryWorkers.python != nil,
        "redis-server is needed, and EVCAM_TEST_PYTHON with celery[redis]"))
struct RedisWorkerTests {
    @Test func `workers are woken, called by name, and leave nothing behind`() throws {
        let server = try RedisServer()
        let workers = try CeleryWorkers(
            "redis://127.0.0.1:\(server.port)/2", options: "{'global_keyprefix': 'shop:'}", ["w1@alpha", "w2@гамма"])
        let settings = server.settings(database: 2) { $0.redis.globalKeyprefix = "shop:" }
        let client = try RedisClientSide(following: settings)
        let caller = try RedisClientSide(settings)

        // Without a destination: everybody, and it takes the whole time.
        let nodes = workers.names.sorted()
        try waitUntil("both workers answer") {
            Set(try caller.connection.call(ControlCommand(.ping), timeout: 1).map(\.node)) == Set(nodes)
        }
        let began = MonotonicClock.now
        let pong = try caller.connection.call(ControlCommand(.ping, destination: ["w2@гамма"]), timeout: 20)
        #expect(pong == [ControlReply(node: "w2@гамма", reply: "{\"ok\": \"pong\"}")])
        #expect(MonotonicClock.now - began < 15)
        let enabled = try caller.connection.call(ControlCommand(.enableEvents, destination: nodes), timeout: 20)
        #expect(enabled.sorted { $0.node < $1.node }.map(\.node) == nodes)
        #expect(enabled.allSatisfy { $0.reply.hasPrefix("{\"ok\": \"task events") }, "\(enabled)")
        #expect(try caller.connection.call(ControlCommand(.ping, destination: ["nobody@host"]), timeout: 0.3).isEmpty)

        // Nothing of the calls is left in the database.
        let keys = try server.ask("-n", "2", "KEYS", "*")
        #expect(!keys.contains("reply.celery.pidbox"), "\(keys)")

        try client.connection.broadcast(ControlCommand(.heartbeat))
        let batch = MessageBatch()
        var answered: Set<String> = []
        try waitUntil("both workers sent the short heartbeat") {
            _ = try client.connection.receive(into: batch, maxBytes: 1 << 20, timeout: 0.1)
            batch.unwrapEnvelopes(maxMessageBytes: 1 << 20) { _, _ in }
            for message in batch.messages where batch.text(message.routingKey) == "worker.heartbeat" {
                if batch.text(message.bytes).contains("\"freq\": 5,") { answered.insert(batch.text(message.sender)) }
            }
            batch.removeAll()
            return answered == Set(nodes)
        }
        #expect(client.connection.takeNotices() == [])
    }

    @Test func `a user with the rights that the manual names may call workers`() throws {
        let server = try RedisServer(["user evcam on >pw resetchannels resetkeys"])
        let workers = try CeleryWorkers("redis://127.0.0.1:\(server.port)/0", ["w1@alpha"])
        let settings = server.settings(user: "evcam", password: "pw")
        let channels = RedisChannels(settings.urls[0], settings)
        for rights in [channels.rightsToFollow, channels.rightsToControl, channels.rightsToCollect] {
            _ = try RedisClient.ask(server.port, ["ACL", "SETUSER", "evcam"] + rights)
        }
        let caller = try RedisClientSide(settings)
        try waitUntil("the worker answers") {
            try caller.connection.call(ControlCommand(.ping), timeout: 1).map(\.node) == workers.names
        }
        #expect(caller.connection.takeNotices() == [])
    }
}
