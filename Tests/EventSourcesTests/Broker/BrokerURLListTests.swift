// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import EventSources

/// Rules of kombu's; `KombuURLTests` compares them with kombu itself.
@Suite struct BrokerURLListTests {
    private func urls(_ texts: String...) throws -> [BrokerURL] {
        var list = BrokerURLList()
        for text in texts { try list.add(text) }
        return list.urls
    }

    private func one(_ text: String) throws -> BrokerURL { try #require(try urls(text).first) }

    private func refusal(_ texts: String...) -> String {
        var list = BrokerURLList()
        do {
            for text in texts { try list.add(text) }
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: [
        ("amqp://h", "/"), ("amqp://h/", "/"), ("amqp://h//", "/"), ("amqp://h/%2F", "/"), ("amqp://h/foo", "foo"),
        ("amqp://h//foo", "/foo"), ("amqp://h/%2ffoo", "/foo"), ("amqp://h/a%2Fb", "a/b"), ("amqp://h/a/b", "a/b"),
        ("amqp://h///", "//"), ("amqp://h/f%C3%BC", "fü"), ("amqp://", "/"),
    ])
    func `of the path one slash goes, and the rest is the virtual host`(_ text: String, _ vhost: String) throws {
        #expect(try one(text).virtualHost == vhost)
    }

    @Test(arguments: [
        ("redis://h", 0), ("redis://h/", 0), ("redis://h//", 0), ("redis://h/3", 3), ("redis://h//3", 3),
        ("redis://h/03", 3), ("sentinel://h/7", 7), ("redis+socket:///r.sock?virtual_host=5", 5),
        ("redis+socket:///r.sock", 0), ("redis+socket:///r.sock?virtual_host=/5", 5),
    ])
    func `the database stands behind one slash or two`(_ text: String, _ database: Int) throws {
        #expect(try one(text).database == database)
    }

    @Test(arguments: [
        ("amqp://", BrokerURL.Transport.amqp, false, UInt16(5672)), ("pyamqp://", .amqp, false, 5672),
        ("librabbitmq://", .amqp, false, 5672), ("amqps://", .amqp, true, 5671), ("AMQPS://", .amqp, true, 5671),
        ("redis://", .redis, false, 6379), ("rediss://", .redis, true, 6379), ("valkey://", .redis, false, 6379),
        ("valkeys://", .redis, true, 6379), ("sentinel://", .sentinel, false, 26379),
        ("redis://h?ssl_cert_reqs=required", .redis, true, 6379), ("amqp://h?ssl_ca_certs=/ca", .amqp, true, 5671),
        ("sentinel://h?ssl_cert_reqs=CERT_NONE", .sentinel, true, 26379), ("rabbit1", .amqp, false, 5672),
        ("rabbit1:5673", .amqp, false, 5673), ("amqp://h:", .amqp, false, 5672),
    ])
    func `the scheme and options of TLS decide what is spoken`(
        _ text: String, _ transport: BrokerURL.Transport, _ usesTLS: Bool, _ port: UInt16
    ) throws {
        let url = try one(text)
        #expect(url.transport == transport && url.usesTLS == usesTLS && url.port == port)
    }

    @Test(
        arguments: [
            ("amqp://", "127.0.0.1", nil, nil), ("amqp://user@h", "h", "user", nil), ("amqp://:pw@h", "h", nil, "pw"),
            ("amqp://u%40x:p%2Fw%3B@h", "h", "u@x", "p/w;"), ("amqp://u:p@w@h", "h", "u", "p@w"),
            ("amqp://u:p:w@h", "h", "u", "p:w"), ("amqp://:@h", "h", nil, nil), ("redis://@h", "h", nil, nil),
            ("redis://RABBIT.Example%2Eorg", "rabbit.example.org", nil, nil), ("redis://[::1]:1/2", "::1", nil, nil),
            ("redis://[fe80::1%25eth0]", "fe80::1%eth0", nil, nil), (" redis://h ", "h", nil, nil),
            ("amqp://u+v:p+w@h", "h", "u+v", "p+w"),
        ] as [(String, String, String?, String?)])
    func `host and credentials are percent-decoded`(
        _ text: String, _ host: String, _ user: String?, _ password: String?
    ) throws {
        let url = try one(text)
        #expect(url.host == host && url.user == user && url.password == password)
    }

    @Test func `a socket has a path, credentials and a database`() throws {
        let url = try one("redis+socket://u:p@/run/redis%20a.sock?virtual_host=2")
        #expect(url.socketPath == "/run/redis a.sock" && url.user == "u" && url.password == "p" && url.database == 2)
        #expect(url.host == "" && url.transport == .redis)
    }

    @Test func `a bare host inherits all from the first URL`() throws {
        let all = try urls("amqps://u:p@h1:1/v;amqp://h2:2/w;h3;h4:4")
        #expect(
            all[2]
                == BrokerURL(
                    transport: .amqp, usesTLS: true, host: "h3", port: 1, user: "u", password: "p", virtualHost: "v"))
        #expect(all[3].host == "h4" && all[3].port == 4 && all[3].password == "p")
    }

    @Test func `a URL inherits from the one before, but no credentials`() throws {
        let all = try urls("amqp://u:p@h1:1/v;amqp://h2;amqp://h3:3//;amqp://me@h4/")
        #expect(all[1] == BrokerURL(transport: .amqp, host: "h2", port: 1, virtualHost: "v"))
        #expect(all[2] == BrokerURL(transport: .amqp, host: "h3", port: 3, virtualHost: "/"))
        #expect(all[3] == BrokerURL(transport: .amqp, host: "h4", port: 3, user: "me", virtualHost: "/"))
        let redis = try urls("redis://:pw@h1/3?ssl_cert_reqs=none", "redis://h2", "redis://h3/0")
        #expect(redis[1] == BrokerURL(transport: .redis, usesTLS: true, host: "h2", database: 3))
        #expect(redis[2].database == 0 && redis[2].usesTLS)
        #expect(try urls("rediss://h1;redis://h2").map(\.usesTLS) == [true, false])
        #expect(try urls("amqps://h1;amqp://h2").map(\.port) == [5671, 5672])
    }

    @Test func `sentinels ask for one master, with one user`() throws {
        let all = try urls("sentinel://u:p@h1/2;sentinel://h2:26380;h3")
        #expect(all.map(\.port) == [26379, 26380, 26379])
        #expect(all.allSatisfy { $0.user == "u" && $0.password == "p" && $0.database == 2 })
    }

    @Test func `options of the query hold for all`() throws {
        var list = BrokerURLList()
        try list.add(
            "rediss://h?ssl_cert_reqs=optional&ssl_ca_certs=/a%20b+c&ssl_certfile=c&ssl_keyfile=k&heartbeat=30;"
                + "rediss://h2?connect_timeout=2.5&ssl_cert_reqs=CERT_REQUIRED&ssl_check_hostname=False&x=")
        let settings = BrokerSettings(list)
        #expect(settings.tls.verification == .chain && settings.tls.authority == "/a b c")
        #expect(settings.tls.certificate == "c" && settings.tls.key == "k")
        #expect(settings.heartbeat == 30 && settings.connectTimeout == 2.5)
        var plain = BrokerURLList()
        try plain.add("rediss://h")
        #expect(BrokerSettings(plain) == BrokerSettings(urls: [BrokerURL(transport: .redis, usesTLS: true, host: "h")]))
    }

    @Test(arguments: [
        ("ssl_cert_reqs=none", TLSSettings.Verification.none), ("ssl_cert_reqs=CERT_REQUIRED", .full),
        ("ssl_check_hostname=false", .chain), ("ssl_check_hostname=TRUE", .full), ("ssl_ca_certs=x", .full),
        ("ssl_cert_reqs=none&ssl_check_hostname=false", TLSSettings.Verification.none),
    ])
    func `what is verified`(_ query: String, _ verification: TLSSettings.Verification) throws {
        var list = BrokerURLList()
        try list.add("rediss://h?" + query)
        #expect(BrokerSettings(list).tls.verification == verification)
    }

    @Test(arguments: [
        ("", "a broker's URL is missing here; write it, or remove the `;`"),
        ("redis://a;", "a broker's URL is missing here; write it, or remove the `;`"),
        ("u:hunter2@h", "this is not a broker's URL: it has no `://`; write for example"),
        ("amqp://h:0", "what stands for the port is not a number from 1 to 65535; in a password write"),
        ("amqp://h:65536", "what stands for the port is not"), ("amqp://h:+1", "what stands for the port is not"),
        ("amqp://u:hunter2/x@h", "there is an `@` behind the host; in a password write `%2F` for `/`"),
        ("amqp://u:1/hunter2@h//", "there is an `@` behind the host"),
        ("redis://:1?hunter2=x@h", "there is an `@` behind the host"),
        ("redis://:hunter2#x@h", "a URL ends at `#`"),
        ("amqp://u:hun;ter2@h", "what stands for the port is not a number"),
        (
            "amqp://::1",
            "what stands for the port is not a number from 1 to 65535; write an address of IPv6 in brackets"
        ),
        ("amqp://[::1", "the bracket of the host's address is never closed"),
        ("amqp://[::1]5672", "what stands for the port is not"),
        ("amqp://u:hunter2%w@h", "a `%` in the URL is not followed by two hexadecimal digits; write `%25` for `%`"),
        ("amqp://u:hunter2%@h", "a `%` in the URL is not followed by two hexadecimal digits"),
        ("amqp://u:hunter2%00@h", "there is a NUL in the URL's password; remove the `%00`"),
        ("amqp://h\n", "there is a control character in the URL"), ("amqp://a b", "this is no host's name or address"),
        ("redis://h/zero", "what stands for the database is not a number; write for example `/0`"),
        ("redis://h/-1", "what stands for the database is not a number"),
        ("redis://h/3/4", "what stands for the database is not a number"),
        ("redis+socket://", "the path of the socket is missing"),
        ("redis+socket:///run/", "the path of the socket is missing"),
        ("redis+socket://run/redis.sock", "a socket is not on a host"),
        ("redis+socket:///r?ssl_cert_reqs=none", "a connection to a socket is not encrypted"),
        ("redis://h?virtual_host=1", "`virtual_host` stands in the path"),
        (
            "redis://h?socket_timeout=1",
            "`socket_timeout` is no option of a broker's URL; the options are `ssl_cert_reqs`"
        ),
        ("redis://h?ssl_cert_reqs=Required", "this is no value for `ssl_cert_reqs`; write `required` or `none`"),
        ("redis://h?ssl_check_hostname=0", "this is no value for `ssl_check_hostname`; write `true` or `false`"),
        ("redis://h?ssl_cert_reqs=none&ssl_check_hostname=true", "a host's name cannot be checked"),
        ("amqp://h?heartbeat=0", "`heartbeat` is no number from 1 to 3600; write seconds, as in `heartbeat=10`"),
        ("amqp://h?heartbeat=1e3", "`heartbeat` is no number"), ("amqp://h?heartbeat=1&heartbeat=2", "twice"),
        ("amqp://h?heartbeat=1;amqp://g?heartbeat=2", "`heartbeat` is something else than in the URL before"),
        ("amqp://h;redis://g", "a broker of another kind than the first one"),
        ("redis+socket:///r;h2", "a socket cannot be followed by a host"),
    ])
    func `a mistake is named, with a remedy and without the password`(_ text: String, _ message: String) {
        let refusal = refusal(text)
        #expect(refusal.contains(message) && refusal.contains("; "))
        #expect(!refusal.contains("hunter2") && !refusal.contains("ter2"))
    }

    @Test(arguments: [
        (
            "sqs://x:hunter2@",
            "`sqs` cannot be followed: Celery's events do not travel over Amazon SQS, which has no fanout"
        ),
        ("SQS://", "Amazon SQS"), ("kafka://h", "Kafka"), ("confluentkafka://h", "Kafka"),
        ("zookeeper://h", "ZooKeeper"),
        ("slmq://h", "no fanout"), ("pyro://h", "Pyro"), ("azurestoragequeues://h", "Azure"),
        ("azureservicebus://h", "Azure"), ("consul://h", "Consul"), ("etcd://h", "etcd"),
        ("gcpubsub://p", "evcam speaks to RabbitMQ and Redis, not to Google Pub/Sub"),
        ("mongodb://h", "not to MongoDB"),
        ("qpid://h", "not to Qpid"), ("pgmq://h", "not to PGMQ"),
        ("filesystem://", "there is no broker to connect to, only files in a folder"),
        ("memory://", "there is no broker to connect to, only the memory of one process"),
        (
            "sqla+postgresql://u:hunter2@h/d",
            "`sqla+postgresql` cannot be followed: Celery sends no events over a database"
        ),
        ("sqlalchemy+sqlite:///x", "over a database"), ("db+sqlite:///x", "is a result backend's URL, not a broker's"),
        ("redis+rediss://h", "`redis+rediss` mixes two kinds of URL; write just one of the two"),
        ("unix:///r", "write `redis+socket:///run/redis.sock`"),
        ("ampq://u:hunter2@h", "evcam cannot follow a broker of the kind `ampq`; it follows `amqp`, `amqps`"),
    ])
    func `other transports are refused by name, with the reason`(_ text: String, _ message: String) {
        let refusal = refusal(text)
        #expect(refusal.contains(message) && !refusal.contains("hunter2"))
        let isReplay = refusal.contains("`replay: FILE`") || message.contains("write") || message.contains("kind")
        #expect(isReplay || message.contains("result backend"))
    }

    @Test(arguments: [
        ("amqp://", "amqp://guest:**@127.0.0.1:5672//"), ("amqp://u:p@H:1/%2Ffoo", "amqp://u:**@h:1//foo"),
        ("amqps://me@h/a%2Fb", "amqps://me:**@h:5671/a/b"), ("redis://localhost:6379/0", "redis://localhost:6379/0"),
        ("redis://:pw@h/3", "redis://:**@h:6379/3"), ("redis://u:pw@h/3", "redis://u:**@h:6379/3"),
        ("redis://u@h", "redis://u@h:6379/0"), ("redis://h?ssl_cert_reqs=none", "rediss://h:6379/0"),
        ("redis+socket:///tmp/x.sock?virtual_host=2", "redis+socket:///tmp/x.sock?virtual_host=2"),
        ("redis+socket://:p@/tmp/x.sock", "redis+socket://:**@/tmp/x.sock"),
        ("sentinel://h/0", "sentinel://h:26379/0"),
        ("amqp://u%40x:p%40y@[::1]/v w", "amqp://u%40x:**@[::1]:5672/v%20w"),
    ])
    func `an address is shown as Celery shows it`(_ text: String, _ masked: String) throws {
        let url = try one(text)
        #expect(url.masked == masked)
        #expect("\(url)" == masked && String(reflecting: url) == masked)
        let settings = "\(BrokerSettings(urls: [url]))"
        #expect(settings.contains(masked) && !settings.contains("password: Optional"))
    }
}
