// SPDX-License-Identifier: Apache-2.0

import Glibc
import ServerFixtures
import Testing

@testable import EventSources

/// Against real servers with certificates of an authority of the tests' own.
@Suite(.enabled(if: RedisServer.isInstalled && Shell.has("openssl"), "redis-server and openssl are needed"))
final class RedisTLSTests {
    private let folder: String
    private let authority: Certificates

    init() throws {
        folder = try FixtureFolder.make("tls")
        authority = try Certificates(in: folder)
    }

    deinit { _ = try? Shell.run("rm -rf \(folder)") }

    private func settings(
        _ server: RedisServer, host: String = "localhost", change: (inout BrokerSettings) -> Void = { _ in }
    ) -> BrokerSettings {
        var settings = BrokerSettings(urls: [
            BrokerURL(transport: .redis, usesTLS: true, host: host, port: server.tlsPort)
        ])
        settings.tls.authority = authority.authority
        change(&settings)
        return settings
    }

    @Test func `events come encrypted, a host's name or its address being verified`() throws {
        let server = try RedisServer(tls: (authority, try authority.issue("server"), wantsClients: false))
        for host in ["localhost", "127.0.0.1", "::1"] {
            let client = try RedisClientSide(following: settings(server, host: host))
            #expect(client.connection.peer.hasPrefix("rediss://"))
            // More than one record each, and more than a read at once.
            let bodies = (0..<200).map { String(repeating: "\($0)", count: 5000) }
            let envelopes = bodies.map { Array(kombuEnvelope($0).utf8) }
            try RedisClient.publish(server.port, channel: "/0.celeryev/task.multi", envelopes)
            #expect(try client.bodies(200) == bodies)
            try client.connection.broadcast(ControlCommand(.heartbeat))
            #expect(client.connection.takeNotices() == [])
        }
        try server.ask("CONFIG", "SET", "timeout", "0")
        let killed = try RedisClientSide(following: settings(server))
        try server.ask("CLIENT", "KILL", "TYPE", "pubsub")
        #expect(try killed.failure().kind == .connectionLost)
    }

    @Test func `a silent server is noticed behind TLS, too`() throws {
        let server = try RedisServer(tls: (authority, try authority.issue("server"), wantsClients: false))
        let relay = try Relay(to: server.tlsPort)
        defer { relay.stop() }
        let client = try RedisClientSide(
            following: settings(server) {
                $0.urls[0].port = relay.port
                $0.heartbeat = 1
            })
        for _ in 0..<15 { _ = try client.connection.receive(into: MessageBatch(), maxBytes: 1000, timeout: 0.1) }
        relay.set(.frozen)
        #expect(try client.failure(within: 20).kind == .heartbeatMissed)
    }

    @Test func `writing to a peer that is gone is an error and no signal`() throws {
        signal(SIGPIPE, SIG_DFL)
        let server = try RedisServer(tls: (authority, try authority.issue("server"), wantsClients: false))
        let client = try RedisClientSide(settings(server))
        try server.signal(SIGKILL)
        try waitUntil("a write failed") {
            do throws(BrokerError) {
                try client.connection.session.transport.write(respCommand(["PING"]), timeout: 1)
                return false
            } catch {
                return error.kind == .connectionLost
            }
        }
        client.connection.close()
    }

    @Test func `an authority that nobody knows is named, and what to do`() throws {
        let server = try RedisServer(tls: (authority, try authority.issue("server"), wantsClients: false))
        let error = try #require(followingFails(settings(server) { $0.tls.authority = nil }))
        #expect(error.kind == .tls)
        #expect(error.description.contains("CN = server"), "\(error)")
        #expect(error.description.contains("issued by 'CN = evcam test authority', who is not trusted here"))
        #expect(error.description.contains("`tls: {ca: FILE}`"))
        #expect(followingFails(settings(server) { $0.tls = TLSSettings(verification: .none) }) == nil)
    }

    @Test func `an authority that was named and is another one is told`() throws {
        let server = try RedisServer(tls: (authority, try authority.issue("server"), wantsClients: false))
        let other = try Certificates(in: folder + "/other", named: "localhost")
        let error = try #require(followingFails(settings(server) { $0.tls.authority = other.authority }))
        #expect(error.kind == .tls)
        #expect(error.description.contains("the CA in `tls.ca` ('\(other.authority)') did not sign"), "\(error)")
        #expect(!error.description.contains("{ca: FILE}"))
    }

    @Test func `another host's certificate is refused, and the names that it is for are told`() throws {
        let pair = try authority.issue("server", hosts: "DNS:redis.test,DNS:*.shop.test,IP:10.1.2.3,IP:fd00::1")
        let server = try RedisServer(tls: (authority, pair, wantsClients: false))
        for host in ["localhost", "127.0.0.1"] {
            let error = try #require(followingFails(settings(server, host: host)))
            #expect(error.kind == .tls)
            let names = "is for redis.test, *.shop.test, 10.1.2.3, fd00:0:0:0:0:0:0:1, not for \(host)"
            #expect(error.description.contains(names), "\(error)")
            #expect(error.description.contains("server_name"))
        }
        #expect(followingFails(settings(server) { $0.tls.serverName = "redis.test" }) == nil)
        #expect(followingFails(settings(server) { $0.tls.serverName = "a.shop.test" }) == nil)
        #expect(followingFails(settings(server) { $0.tls.serverName = "10.1.2.3" }) == nil)
        #expect(followingFails(settings(server) { $0.tls.serverName = "10.1.2.4" })?.kind == .tls)
        #expect(followingFails(settings(server) { $0.tls.verification = .chain }) == nil)
    }

    @Test func `a certificate that has expired is refused`() throws {
        let server = try RedisServer(tls: (authority, try authority.issue("old", days: -1), wantsClients: false))
        let error = try #require(followingFails(settings(server)))
        #expect(error.kind == .tls)
        #expect(error.description.contains("(CN = old) expired on "), "\(error)")
        #expect(followingFails(settings(server) { $0.tls.verification = .chain })?.kind == .tls)
    }

    @Test func `a server that wants a certificate gets ours`() throws {
        let server = try RedisServer(tls: (authority, try authority.issue("server"), wantsClients: true))
        let without = try #require(followingFails(settings(server)))
        #expect(without.kind == .tls)
        #expect(without.description.contains("`tls: {certificate: …, key: …}`"), "\(without)")

        let own = try authority.issue("evcam")
        let client = settings(server) {
            $0.tls.certificate = own.certificate
            $0.tls.key = own.key
        }
        #expect(followingFails(client) == nil)
        // Both in one file.
        try Shell.run("cat \(own.certificate) \(own.key) > \(folder)/both.pem")
        #expect(followingFails(settings(server) { $0.tls.certificate = "\(self.folder)/both.pem" }) == nil)

        let strangers = try Certificates(in: folder + "/strangers", named: "somebody else")
        let strange = try strangers.issue("evcam")
        let refused = try #require(
            followingFails(
                settings(server) {
                    $0.tls.certificate = strange.certificate
                    $0.tls.key = strange.key
                }))
        #expect(refused.kind == .tls)
        #expect(refused.description.contains("refuses our certificate"), "\(refused)")
    }

    @Test func `files of our own that are wrong are named`() throws {
        let server = try RedisServer(tls: (authority, try authority.issue("server"), wantsClients: false))
        let own = try authority.issue("evcam")
        let other = try authority.issue("other")
        try FixtureFolder.write("no PEM\n", to: folder + "/empty.pem")
        try Shell.run("openssl ec -in \(own.key) -aes128 -passout pass:x -out \(folder)/locked.key")
        func error(_ change: (inout TLSSettings) -> Void) throws -> BrokerError {
            try #require(followingFails(settings(server) { change(&$0.tls) }))
        }
        let missing = try error { $0.authority = "/nowhere.pem" }
        #expect(missing.kind == .local && missing.description.contains("'/nowhere.pem': no such file"), "\(missing)")
        let empty = try error { $0.authority = self.folder + "/empty.pem" }
        #expect(empty.kind == .local && empty.description.contains("it is no PEM file"), "\(empty)")
        let locked = try error {
            $0.certificate = own.certificate
            $0.key = self.folder + "/locked.key"
        }
        #expect(locked.kind == .local && locked.description.contains("passphrase"), "\(locked)")
        let mixed = try error {
            $0.certificate = own.certificate
            $0.key = other.key
        }
        #expect(mixed.kind == .local && mixed.description.contains("does not belong to"), "\(mixed)")
        let keyless = try error { $0.certificate = own.certificate }
        #expect(keyless.kind == .local && keyless.description.contains("private key"), "\(keyless)")
    }

    @Test func `TLS to a server without, and none to one with, say so`() throws {
        let server = try RedisServer(tls: (authority, try authority.issue("server"), wantsClients: false))
        let needless = try #require(
            followingFails(
                settings(server) {
                    $0.urls[0].port = server.port
                    $0.connectTimeout = 1
                }))
        #expect([.tls, .unreachable].contains(needless.kind))
        #expect(needless.description.contains("use a URL without it"), "\(needless)")
        let missing = try #require(followingFails(settings(server) { $0.urls[0].usesTLS = false }))
        #expect(missing.kind == .connectionLost)
        #expect(missing.description.contains("if it expects TLS, use rediss://"), "\(missing)")
        let web = try ScriptedPeer(["HTTP/1.1 400 Bad Request\r\n\r\n"])
        let nothing = try #require(followingFails(settings(server) { $0.urls[0].port = web.port }))
        #expect(nothing.kind == .tls && nothing.description.contains("does not speak TLS there"), "\(nothing)")
    }
}

extension TLSSettings {
    fileprivate init(verification: Verification) {
        self.init()
        self.verification = verification
    }
}
