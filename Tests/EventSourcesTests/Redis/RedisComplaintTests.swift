// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EventSources

/// What is said of servers that cannot be followed.
@Suite struct RedisComplaintTests {
    /// The error of connecting and subscribing.
    private func failure(
        _ peer: ScriptedPeer, user: String? = nil, password: String? = nil, timeout: Double = 5,
        transport: BrokerURL.Transport = .redis
    ) -> BrokerError? {
        var settings = BrokerSettings(urls: [
            BrokerURL(transport: transport, port: peer.port, user: user, password: password)
        ])
        settings.connectTimeout = timeout
        settings.redis.masterName = "mymaster"
        do throws(BrokerError) {
            let connection = try RedisConnection(settings.urls[0], settings)
            defer { connection.close() }
            _ = try connection.subscribe()
            return nil
        } catch {
            return error
        }
    }

    private static let fine = ["+PONG\r\n", "+OK\r\n", "-NOPERM no role\r\n"]

    @Test(arguments: [
        ("-NOAUTH Authentication required.\r\n", BrokerError.Kind.authentication, "wants a password"),
        ("-LOADING Redis is loading the dataset in memory\r\n", .unavailable, "is still loading"),
        (
            "-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.\r\n", .unavailable,
            "replica without its master"
        ),
        ("-ERR max number of clients reached\r\n", .unavailable, "`maxclients`"),
        (
            "-DENIED Redis is running in protected mode because protected mode is enabled\r\n", .accessRefused,
            "protected mode"
        ),
        ("-ERR unknown command 'PING'\r\n", .accessRefused, "knows no command PING"),
        ("-CLUSTERDOWN The cluster is down\r\n", .unavailable, "Redis Cluster"),
        ("-SOMETHING else\r\n", .protocolError, "answers PING with 'SOMETHING else'"),
        ("HTTP/1.1 400 Bad Request\r\n", .protocolError, "is no Redis: it says 'HTTP/1.1 400 Bad Request'"),
        ("AMQP\u{0}\u{0}\u{9}\u{1}", .protocolError, "is no Redis: it says 'AMQP....'"),
        ("\u{15}\u{3}\u{3}", .protocolError, "is no Redis"),
    ])
    func `an answer to the login becomes one clear error`(answer: String, kind: BrokerError.Kind, words: String) throws
    {
        let peer = try ScriptedPeer([answer])
        let error = try #require(failure(peer))
        #expect(error.kind == kind)
        #expect(error.description.contains(words), "\(error)")
        #expect(error.description.contains("redis://127.0.0.1:\(peer.port)/0"))
    }

    @Test func `a server that says why and hangs up is heard`() throws {
        let peer = try ScriptedPeer(greeting: "-ERR max number of clients reached\r\n", [])
        #expect(failure(peer)?.kind == .unavailable)
    }

    @Test func `a server that hangs up without a word may want TLS`() throws {
        let error = failure(try ScriptedPeer([]))
        #expect(error?.kind == .connectionLost)
        #expect(error?.description.contains("rediss://") == true)
    }

    @Test func `a server that says nothing is given up in time`() throws {
        let error = failure(try ScriptedPeer(["", "", ""]), timeout: 0.3)
        #expect(error?.kind == .unreachable)
        #expect(error?.description.contains("did not answer PING in time") == true)
    }

    @Test func `a Redis before users and one without a password refuse the login`() throws {
        let old = try ScriptedPeer(["-ERR wrong number of arguments for 'auth' command\r\n"])
        let oldError = failure(old, user: "evcam", password: "sesame")
        #expect(oldError?.kind == .authentication)
        #expect(oldError?.description.contains("leave the user out") == true)
        let open = try ScriptedPeer(["-ERR Client sent AUTH, but no password is set\r\n"])
        let openError = failure(open, password: "sesame")
        #expect(openError?.kind == .authentication)
        #expect(openError?.description.contains("sesame") == false)
    }

    @Test func `a forbidden subscription names the command that allows it`() throws {
        let peer = try ScriptedPeer(Self.fine + ["-NOPERM no channel\r\n-NOPERM no channel\r\n"])
        let error = try #require(failure(peer))
        #expect(error.kind == .accessRefused)
        #expect(
            error.description.hasSuffix(
                "redis-cli ACL SETUSER default +psubscribe +ping '&/0.celeryev/*' '&/0.celeryev'"), "\(error)")
    }

    @Test func `a server that renamed PSUBSCRIBE says so`() throws {
        let refusal = "-ERR unknown command 'PSUBSCRIBE'\r\n"
        let error = failure(try ScriptedPeer(Self.fine + [refusal + refusal]))
        #expect(error?.kind == .accessRefused)
        #expect(error?.description.contains("rename-command") == true)
    }

    @Test func `Sentinel and Redis are told apart`() throws {
        let sentinel = try ScriptedPeer(["+PONG\r\n", "+OK\r\n", "*1\r\n$8\r\nsentinel\r\n"])
        #expect(failure(sentinel)?.description.contains("is a Sentinel; use sentinel://") == true)
        let redis = try ScriptedPeer(["+PONG\r\n", "+OK\r\n", "-ERR unknown command 'SENTINEL'\r\n"])
        #expect(failure(redis, transport: .sentinel)?.description.contains("is no Sentinel but a Redis") == true)
    }
}
