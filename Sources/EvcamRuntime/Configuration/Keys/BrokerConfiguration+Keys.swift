// SPDX-License-Identifier: Apache-2.0
import EventSources

extension BrokerConfiguration {
    /// A URL, a list of URLs, or a map.
    static var type: ValueType<BrokerConfiguration> {
        let addresses = BrokerURLList.type
        let map = ValueType<BrokerDraft>.map("a broker", BrokerDraft(), BrokerDraft.keys) { draft, node, reader in
            BrokerChecks.complete(&draft, node, &reader)
        }
        let description = ValueDescription(
            name: "a broker's URL, a list of them, or a broker",
            schema: .object(["anyOf": .array([addresses.description.schema, map.description.schema])]),
            keys: map.description.keys)
        return ValueType(description) { node, reader in
            if case .mapping = node.content { return map.read(node, &reader).map { BrokerConfiguration($0.settings) } }
            guard let list = addresses.read(node, &reader) else { return nil }
            var draft = BrokerDraft()
            draft.addresses = list
            BrokerChecks.complete(&draft, node, &reader)
            return BrokerConfiguration(draft.settings)
        }
    }
}

/// A `broker:` while it is read.
struct BrokerDraft {
    var addresses = BrokerURLList()
    var settings = BrokerSettings(urls: [])

    static var keys: [Key<BrokerDraft>] {
        [
            Key(
                "url", \.addresses, BrokerURLList.type, isRequired: true,
                "Where it is, as Celery's `broker_url`; of several the next one is tried after each failure.")
        ] + ofRabbitMQ + ofBoth + ofRedis
    }

    private static var ofRabbitMQ: [Key<BrokerDraft>] {
        [
            Key(
                "queue", \.settings.rabbitMQ.queue, .choice(["transient", "durable"]) { .init(rawValue: $0) },
                default: "transient",
                "RabbitMQ: `transient`, a queue that goes with the connection; `durable`, one that keeps what comes while evcam is away."
            ),
            Key(
                "queue_name", \.settings.rabbitMQ.queueName, .shortText(255), default: "celeryev.evcam",
                "RabbitMQ: the durable queue's name."),
            Key(
                "queue_prefix", \.settings.rabbitMQ.queuePrefix, .shortText(200), default: "celeryev",
                "RabbitMQ: Celery's `event_queue_prefix`, with which a transient queue's name begins."),
            Key(
                "expires", \.settings.rabbitMQ.expires, expires, default: "7d",
                "RabbitMQ: after so long without evcam the durable queue is deleted; `never`: it stays."),
            Key(
                "single_active_consumer", \.settings.rabbitMQ.singleActiveConsumer, .bool, default: "false",
                "RabbitMQ: whether of several evcams at the durable queue one gets everything, and the next one when it goes."
            ),
            Key(
                "prefetch", \.settings.rabbitMQ.prefetch, prefetch, default: "20000",
                "RabbitMQ: messages of the durable queue that may be without acknowledgement."),
            Key(
                "max_length_bytes", \.settings.rabbitMQ.maxLengthBytes, length, default: "1GB",
                "RabbitMQ: bytes that the queue keeps before it drops its oldest messages."),
        ]
    }

    private static var ofBoth: [Key<BrokerDraft>] {
        [
            Key("exchange", \.settings.exchange, .shortText(127), default: "celeryev", "Celery's `event_exchange`."),
            Key(
                "control_exchange", \.settings.controlExchange, .shortText(120), default: "celery",
                "Celery's `control_exchange`, through which workers are asked."),
            Key(
                "wake", \.settings.wakesWorkers, .bool, default: "true",
                "Whether workers are asked for a heartbeat at each connection, so that idle ones show up at once."),
            Key(
                "heartbeat", \.settings.heartbeat, .seconds(1...3600), default: "10s",
                "The time in which a dead connection is noticed."),
            Key(
                "connect_timeout", \.settings.connectTimeout, .seconds(0.1...3600), default: "5s",
                "The time that a connection may take to come about, login included."),
            Key(
                optional: "max_retries", \.settings.maxRetries,
                ValueType<Int64>.integer(0...1_000_000_000).map { value, _, _ in Int(value) },
                "So many retries in a row without success end the recording; unset: it tries for ever."),
            Key("tls", \.settings.tls, TLSSettings.type, "How an encrypted connection is checked."),
        ]
    }

    private static var ofRedis: [Key<BrokerDraft>] {
        [
            Key(
                "global_keyprefix", \.settings.redis.globalKeyprefix, ValueType<String>.anyText, default: "\"\"",
                "Redis: the transport option of this name, with which every channel begins."),
            Key(
                "fanout_prefix", \.settings.redis.fanoutPrefix, fanoutPrefix, default: "true",
                "Redis: the transport option of this name: `true` is `/{db}.`, `false` nothing, or a text."),
            Key(
                "fanout_patterns", \.settings.redis.fanoutPatterns, .bool, default: "true",
                "Redis: the transport option of this name: whether channels end with the routing key."),
            Key(
                optional: "master_name", \.settings.redis.masterName, .text("a name"),
                "Sentinel: the master's name; required there."),
            Key(
                "sentinel_kwargs", \.settings.redis.login, SentinelLogin.type,
                "Sentinel: what the Sentinels themselves are logged in to with; the URL's user is for the master."),
        ]
    }

    private static var expires: ValueType<Double?> {
        let duration = ValueType<Double>.seconds(1...4_294_967)
        let description = ValueDescription(
            name: "a duration or `never`",
            schema: .object(["anyOf": .array([duration.description.schema, .object(["const": "never"])])]))
        return ValueType(description) { node, reader in
            if case .scalar(let scalar) = node.content, scalar.text == "never" { return .some(nil) }
            return duration.read(node, &reader).map { .some($0) }
        }
    }

    private static var prefetch: ValueType<UInt16> {
        ValueType<Int64>.integer(1...65_535).map { value, _, _ in UInt16(value) }
    }

    private static var length: ValueType<Int> {
        ValueType<Int64>.size(1e6...1e15).map { value, _, _ in Int(value) }
    }

    /// kombu's three: True is its own prefix, False none.
    private static var fanoutPrefix: ValueType<String> {
        let description = ValueDescription(
            name: "true, false or text", schema: .orVariable(.object(["type": .array(["boolean", "string"])])))
        return ValueType(description) { node, reader in
            guard let scalar = reader.scalar(node, wanted: "true, false or text") else { return nil }
            switch scalar.meaning ?? YAMLScalar.meaning(of: scalar.text) {
            case .bool(let value): return value ? RedisSettings().fanoutPrefix : ""
            case .text:
                let rest = scalar.text.replacing("{db}", with: "")
                if !rest.contains("{"), !rest.contains("}") { return scalar.text }
                reader.mistake(node.span, "a bracket of a prefix is not that of `{db}`", remedy: "remove it")
            default:
                reader.mistake(
                    node.span, "\(Wording.quoted(scalar.text)) is neither `true` nor `false` nor text",
                    remedy: "put it in quotes: \"\(Wording.shown(scalar.text))\"")
            }
            return nil
        }
    }
}
