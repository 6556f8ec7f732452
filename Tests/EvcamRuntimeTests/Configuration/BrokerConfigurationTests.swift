// SPDX-License-Identifier: Apache-2.0
import EventSources
import Testing

@testable import EvcamRuntime

@Suite struct BrokerConfigurationTests {
    private func settings(_ broker: String, more: String = "") throws -> BrokerSettings {
        let read = try configuration("broker: \(broker)\ncameras: [{camera: console}]\n\(more)")
        return try #require(read.broker).settings
    }

    /// The report for a broker in the first line.
    private func mistakes(_ broker: String, environment: [String: String] = ["HOME": "/home/me"]) -> String {
        report("broker: \(broker)\ncameras: [{camera: console}]\n", environment: environment)
    }

    @Test(arguments: [
        "redis://h", "{url: redis://h}", "[redis://h]", "{url: [redis://h]}", "REDIS://h", "\"redis://h:6379/0\"",
    ])
    func `a URL is enough, and the rest has the documented defaults`(_ text: String) throws {
        #expect(try settings(text) == BrokerSettings(urls: [BrokerURL(transport: .redis, host: "h")]))
    }

    @Test(arguments: ["amqp://a//;amqp://b//", "[amqp://a//, amqp://b//]", "{url: [\"amqp://a//;b\"]}"])
    func `several URLs are a list or have a semicolon`(_ text: String) throws {
        #expect(try settings(text).urls.map(\.masked) == ["amqp://guest:**@a:5672//", "amqp://guest:**@b:5672//"])
    }

    @Test func `every setting of a RabbitMQ is read`() throws {
        let read = try settings(
            """
            {url: "amqps://u:${PW:-p}@h/v", queue: durable, queue_name: q, expires: never, single_active_consumer: true,
              prefetch: 10, max_length_bytes: 2MB, exchange: ev, control_exchange: co, wake: false, heartbeat: 30s,
              connect_timeout: 500ms, max_retries: 5,
              tls: {verify: chain, ca: ca.pem, certificate: c.pem, key: ~/k.pem, server_name: rabbit.example}}
            """, more: "tape: {path: t}\nlimits: {max_message: 1MB, max_backlog: 9MB}\n")
        var expected = BrokerSettings(urls: [
            BrokerURL(transport: .amqp, usesTLS: true, host: "h", user: "u", password: "p", virtualHost: "v")
        ])
        expected.rabbitMQ.queue = .durable
        expected.rabbitMQ.queueName = "q"
        expected.rabbitMQ.expires = nil
        expected.rabbitMQ.singleActiveConsumer = true
        expected.rabbitMQ.prefetch = 10
        expected.rabbitMQ.maxLengthBytes = 2_000_000
        (expected.exchange, expected.controlExchange, expected.wakesWorkers) = ("ev", "co", false)
        (expected.heartbeat, expected.connectTimeout, expected.maxRetries) = (30, 0.5, 5)
        expected.tls.verification = .chain
        expected.tls.authority = "/etc/evcam/ca.pem"
        expected.tls.certificate = "/etc/evcam/c.pem"
        expected.tls.key = "/home/me/k.pem"
        expected.tls.serverName = "rabbit.example"
        (expected.maxMessageBytes, expected.maxBacklogBytes) = (1_000_000, 9_000_000)
        #expect(read == expected)
    }

    @Test func `every setting of Redis is read`() throws {
        let read = try settings(
            """
            {url: "sentinel://h1;sentinel://h2", master_name: m, sentinel_kwargs: {username: su, password: "${SP:-sp}"},
              global_keyprefix: "pfx:", fanout_prefix: "/x{db}.", fanout_patterns: false}
            """)
        #expect(read.redis.masterName == "m" && read.redis.sentinelUser == "su")
        #expect(read.redis.sentinelPassword == "sp" && read.redis.globalKeyprefix == "pfx:")
        #expect(read.redis.fanoutPrefix == "/x{db}." && !read.redis.fanoutPatterns && read.urls.count == 2)
        #expect(try settings("{url: redis://h, fanout_prefix: false}").redis.fanoutPrefix == "")
        #expect(try settings("{url: redis://h, fanout_prefix: true}").redis.fanoutPrefix == "/{db}.")
    }

    @Test func `what a URL's query says is a default for the keys`() throws {
        let url = "rediss://h?heartbeat=30&ssl_cert_reqs=none&ssl_ca_certs=ca.pem&ssl_certfile=/c.pem"
        let plain = try settings(url)
        #expect(plain.heartbeat == 30 && plain.tls.verification == .none && plain.tls.authority == "/etc/evcam/ca.pem")
        #expect(plain.tls.certificate == "/c.pem" && plain.tls.key == "/c.pem")
        let both = try settings(
            "{url: \"\(url)\", heartbeat: 10s, tls: {verify: peer, key: k.pem, certificate: d.pem}}")
        #expect(both.heartbeat == 10 && both.tls.verification == .full && both.tls.authority == "/etc/evcam/ca.pem")
        #expect(both.tls.certificate == "/etc/evcam/d.pem" && both.tls.key == "/etc/evcam/k.pem")
    }

    @Test(
        arguments: [
            ("24h", 86_400, nil), ("3600", 3600, nil), ("1GB", nil, 1_000_000_000), ("5m", 300, nil),
            ("5MB", nil, 5_000_000), ("1GiB", nil, 1_073_741_824),
        ] as [(String, Int?, Int64?)])
    func `a tape keeps for so long or so much`(_ text: String, _ seconds: Int?, _ bytes: Int64?) throws {
        let tape = try configuration("replay: x\ncameras: [{camera: console}]\ntape: {path: t, keep: \(text)}\n").tape
        #expect(tape?.keepDuration == seconds.map { .seconds($0) } && tape?.keepBytes == bytes)
        #expect(tape?.sync == .milliseconds(100))
    }

    @Test func `addresses of the command line keep the rest of the file's broker`() throws {
        var overrides = ConfigurationOverrides()
        overrides.broker = ["amqp://other", "third"]
        overrides.failFast = true
        overrides.tape = "/t"
        let text = "broker: {url: amqp://h, queue: durable}\ntape: {path: x, keep: 1h}\ncameras: [{camera: console}]\n"
        let read = try configuration(text, overrides: overrides)
        #expect(read.broker?.settings.urls.map(\.host) == ["other", "third"] && read.broker?.failFast == true)
        #expect(read.broker?.settings.rabbitMQ.queue == .durable)
        #expect(read.tape?.path == "/t" && read.tape?.keepDuration == .seconds(3600))
    }

    @Test func `a hole is filled from a tape, for cameras that are named`() throws {
        var overrides = ConfigurationOverrides()
        overrides.since = "2h"
        let text = "broker: redis://h\ncameras: [{camera: console}]\n"
        #expect(
            report(text, overrides: overrides) == """
                --since: error: there is no tape that could be read
                  = add `--tape FOLDER`
                --since: error: nobody is named whose hole it is to fill
                  = add `--camera NAME`

                """)
        overrides.tape = "/t"
        overrides.cameras = [.init(name: "console")]
        #expect(try configuration(text, overrides: overrides).since == .seconds(7200))
        let alone = try ConfigurationLoader.draft(path: nil, environment: [:], overrides: overrides).finish()
        #expect(alone.tape?.path == "/t" && alone.broker == nil)
        overrides.broker = ["redis://h"]
        #expect(report(text, overrides: overrides).contains("leave `--broker` and `--replay` out"))
        overrides.since = "0"
        #expect(report(text, overrides: overrides).contains("--since: error: `0.0s` is too little"))
    }

    @Test func `a command that reads needs no camera`() throws {
        var overrides = ConfigurationOverrides()
        overrides.needsCameras = false
        #expect(try configuration("broker: redis://h\n", overrides: overrides).cameras.isEmpty)
    }

    @Test func `a broker shows no password, however it is printed`() throws {
        let read = try configuration(
            """
            broker: {url: "sentinel://u:hunter2@h", master_name: m, sentinel_kwargs: {password: hunter3}}
            cameras: [{camera: console}]
            """)
        for text in ["\(read)", String(reflecting: read), "\(read.broker as Any)"] {
            #expect(!text.contains("hunter"))
        }
        var dumped = ""
        dump(read, to: &dumped)
        #expect(!dumped.contains("hunter") && dumped.contains("sentinel://u:**@h:26379/0"))
        #expect(throws: BrokerURLError.self) { try BrokerConfiguration("redis://h", "sqs://") }
    }

    @Test(arguments: [
        (
            "sqs://x:hunter2@",
            """
            config.yaml:1:9: error: `sqs` cannot be followed: Celery's events do not travel over Amazon SQS, which has no fanout
             1 | broker: sqs://x:***@
               |         ^~~~~~~~~~~~
               = replay a recording instead: `replay: FILE`, or `--replay FILE`

            """
        ),
        (
            "{url: redis://h, queue: durable}",
            """
            config.yaml:1:26: error: `queue` is for RabbitMQ, and this broker is Redis, which keeps nothing for who is away
             1 | broker: {url: redis://h, queue: durable}
               |                          ^~~~~
               = remove it

            """
        ),
        (
            "{url: amqp://h, fanout_prefix: false, master_name: m}",
            """
            config.yaml:1:25: error: `fanout_prefix` is for Redis, and this broker is RabbitMQ
             1 | broker: {url: amqp://h, fanout_prefix: false, master_name: m}
               |                         ^~~~~~~~~~~~~
               = remove it
            config.yaml:1:47: error: `master_name` is for Sentinels, and this broker is RabbitMQ
             1 | broker: {url: amqp://h, fanout_prefix: false, master_name: m}
               |                                               ^~~~~~~~~~~
               = remove it

            """
        ),
        (
            "{url: redis://h, master_name: m}",
            """
            config.yaml:1:26: error: `master_name` is for Sentinels, and this is the URL of Redis itself
             1 | broker: {url: redis://h, master_name: m}
               |                          ^~~~~~~~~~~
               = write `sentinel://HOST:26379`, or remove it

            """
        ),
        (
            "{url: sentinel://h}",
            """
            config.yaml:1:15: error: Sentinels are asked for a master by its name, which is missing
             1 | broker: {url: sentinel://h}
               |               ^~~~~~~~~~~~
               = add `master_name: NAME`

            """
        ),
        (
            "sentinel://h",
            """
            config.yaml:1:9: error: Sentinels are asked for a master by its name, which is missing
             1 | broker: sentinel://h
               |         ^~~~~~~~~~~~
               = write `broker: {url: …, master_name: NAME}` in a configuration

            """
        ),
        (
            "{url: amqp://h, queue_name: q, prefetch: 5}",
            """
            config.yaml:1:25: error: `queue_name` is for a durable queue, and this one is transient
             1 | broker: {url: amqp://h, queue_name: q, prefetch: 5}
               |                         ^~~~~~~~~~
               = add `queue: durable`, or remove it
            config.yaml:1:40: error: `prefetch` is for a durable queue, and this one is transient
             1 | broker: {url: amqp://h, queue_name: q, prefetch: 5}
               |                                        ^~~~~~~~
               = add `queue: durable`, or remove it

            """
        ),
        (
            "{url: amqp://h, queue: durable, queue_prefix: p}",
            """
            config.yaml:1:32: warning: without a tape, what was taken off the durable queue is lost when evcam is killed
             1 | broker: {url: amqp://h, queue: durable, queue_prefix: p}
               |                                ^~~~~~~
               = add `tape: {path: FOLDER}`
            config.yaml:1:41: error: `queue_prefix` is for a transient queue, and this one is durable
             1 | broker: {url: amqp://h, queue: durable, queue_prefix: p}
               |                                         ^~~~~~~~~~~~
               = write `queue_name`

            """
        ),
        (
            "{url: amqp://u:hunter2@h, tls: {ca: x}}",
            """
            config.yaml:1:35: error: `tls` is for an encrypted connection, and amqp://u:**@h:5672// is not
             1 | broker: {url: amqp://u:***@h, tls: {ca: x}}
               |                               ^~~
               = write `amqps://` in the URL, or remove it

            """
        ),
        (
            "{url: sentinel://h, master_name: m, tls: {}}",
            """
            config.yaml:1:45: error: `tls` is for an encrypted connection, and sentinel://h:26379/0 is not
             1 | broker: {url: sentinel://h, master_name: m, tls: {}}
               |                                             ^~~
               = add `?ssl_cert_reqs=required` to the URL, or remove it

            """
        ),
        (
            "{url: amqps://h, tls: {key: k, verfy: none}}",
            """
            config.yaml:1:32: error: a `key` goes with a `certificate`
             1 | broker: {url: amqps://h, tls: {key: k, verfy: none}}
               |                                ^~~
               = add `certificate: FILE`
            config.yaml:1:40: error: `verfy` is not a key of tls
             1 | broker: {url: amqps://h, tls: {key: k, verfy: none}}
               |                                        ^~~~~
               = did you mean `verify`?

            """
        ),
        (
            "[redis://:hun,ter2@h, amqp://h]",
            """
            config.yaml:1:10: error: what stands for the port is not a number from 1 to 65535
             1 | broker: [redis://:hun,ter2@h, amqp://h]
               |          ^~~~~~~~~~~~
               = in a password write `%2F` for `/`, `%3F` for `?`, `%23` for `#`, `%3B` for `;` and `%40` for `@`
            config.yaml:1:23: error: this is not a broker's URL: it has no `://`
             1 | broker: [redis://:hun,ter2@h, amqp://h]
               |                       ^~~~~~
               = write for example `amqp://guest:guest@localhost:5672//` or `redis://localhost:6379/0`

            """
        ),
        (
            "redis://h?socket_timeuot=3",
            """
            config.yaml:1:9: error: `socket_timeuot` is no option of a broker's URL
             1 | broker: redis://h?socket_timeuot=3
               |         ^~~~~~~~~~~~~~~~~~~~~~~~~~
               = the options are `ssl_cert_reqs`, `ssl_ca_certs`, `ssl_certfile`, `ssl_keyfile`, `ssl_check_hostname`, `heartbeat`, `connect_timeout`

            """
        ),
        (
            "redis://h?hartbeat=3",
            """
            config.yaml:1:9: error: `hartbeat` is no option of a broker's URL
             1 | broker: redis://h?hartbeat=3
               |         ^~~~~~~~~~~~~~~~~~~~
               = did you mean `heartbeat`?

            """
        ),
        (
            "{url: redis://h, heartbeat: 100ms, fanout_prefix: \"{x}\", max_retries: -1}",
            """
            config.yaml:1:37: error: `100ms` is too little
             1 | broker: {url: redis://h, heartbeat: 100ms, fanout_prefix: "{x}", max_retries: -1}
               |                                     ^~~~~
               = write 1s or more
            config.yaml:1:59: error: a bracket of a prefix is not that of `{db}`
             1 | broker: {url: redis://h, heartbeat: 100ms, fanout_prefix: "{x}", max_retries: -1}
               |                                                           ^~~~~
               = remove it
            config.yaml:1:79: error: `-1` is too little
             1 | broker: {url: redis://h, heartbeat: 100ms, fanout_prefix: "{x}", max_retries: -1}
               |                                                                               ^~
               = write 0 or more

            """
        ),
        (
            "{queue: durable}",
            """
            config.yaml:1:9: error: the key `url` is missing
             1 | broker: {queue: durable}
               |         ^~~~~~~~~~~~~~~~
               = write a broker's URL, or a list of them for it

            """
        ),
        (
            "[]",
            """
            config.yaml:1:9: error: there is no URL in the list
             1 | broker: []
               |         ^~
               = write one for each broker

            """
        ),
    ])
    func `a mistake in a broker is shown at its place`(_ broker: String, _ expected: String) {
        #expect(mistakes(broker) == expected)
    }

    @Test func `a variable in a list in brackets wants quotes`() {
        #expect(mistakes("[amqp://u:${P}@h]", environment: ["P": "x"]).contains("put the value in quotes, as in"))
    }

    @Test(arguments: [
        "\"amqp://u:hun ter2@h:x\"", "'amqp://u:hun''ter2@h:x'", "\"amqp://u:hun,ter2@h:x\"", "amqp://u:hun;ter2@h:x",
        "\"amqp://u:hun\\x3bter2@h:x;amqp://v:hunter2@h:y\"", "{url: amqp://h, sentinel_kwargs: {password: hunter2}}",
        "{url: \"amqp://h\", sentinel_kwargs: {\n  password:\n    hunter2}}", "amqp://u:${P}@h:x",
    ])
    func `a secret never gets into a report`(_ broker: String) {
        let shown = mistakes(broker, environment: ["P": "hunter2"])
        #expect(shown.contains("error: ") && !shown.contains("hunter2") && !shown.contains("ter2"))
    }

    @Test func `a durable queue without a tape is warned of, and works`() throws {
        let draft = ConfigurationLoader.draft(
            text: "broker: {url: amqp://h, queue: durable}\ncameras: [{camera: console}]\n", file: "c.yaml",
            environment: [:])
        #expect(!draft.hasMistakes && draft.warnings.hasPrefix("c.yaml:1:32: warning: without a tape, "))
        _ = try draft.finish()
        let replay = ConfigurationLoader.draft(
            text: "replay: x\nenable_events: true\ncameras: [{camera: console}]\n", file: "c.yaml", environment: [:])
        #expect(replay.warnings.hasPrefix("c.yaml:2:1: warning: a recording has no workers who could be asked"))
        let fine = ConfigurationLoader.draft(
            text: "broker: redis://h\ncameras: [{camera: console}]\n", file: "c.yaml", environment: [:])
        #expect(fine.warnings == "")
    }

    @Test func `a backlog holds a message`() {
        #expect(
            report(line: "limits: {max_message: 9MB, max_backlog: 8MB}") == """
                config.yaml:3:41: error: a message of `max_message` would not fit into `max_backlog`
                 3 | limits: {max_message: 9MB, max_backlog: 8MB}
                   |                                         ^~~
                   = write 9MB or more for `max_backlog`

                """)
    }
}
