// SPDX-License-Identifier: Apache-2.0
import EventSources

/// What belongs together in a `broker:`, and what does not.
enum BrokerChecks {
    private static let ofRabbitMQ = [
        "queue", "queue_name", "queue_prefix", "expires", "single_active_consumer", "prefetch", "max_length_bytes",
    ]
    private static let ofDurable = ["queue_name", "expires", "single_active_consumer", "prefetch"]
    private static let ofRedis = ["global_keyprefix", "fanout_prefix", "fanout_patterns"]
    private static let ofSentinel = ["master_name", "sentinel_kwargs"]

    /// Puts the addresses into the settings and looks at the whole; `node` is the map, or a URL alone.
    static func complete(_ draft: inout BrokerDraft, _ node: YAMLNode, _ reader: inout ConfigurationReader) {
        guard let first = draft.addresses.urls.first else { return }
        let written = draft.settings
        draft.settings.urls = draft.addresses.urls
        draft.settings.apply(draft.addresses.options)
        makePathsAbsolute(&draft.settings.tls, node["url"] ?? node, &reader)
        // A key of the map is nearer to the reader than what stands behind the `?` of a URL.
        if node["heartbeat"] != nil { draft.settings.heartbeat = written.heartbeat }
        if node["connect_timeout"] != nil { draft.settings.connectTimeout = written.connectTimeout }
        if let tls = node["tls"] {
            if tls["verify"] != nil { draft.settings.tls.verification = written.tls.verification }
            draft.settings.tls.authority = written.tls.authority ?? draft.settings.tls.authority
            draft.settings.tls.certificate = written.tls.certificate ?? draft.settings.tls.certificate
            draft.settings.tls.key = written.tls.key ?? draft.settings.tls.key
        }
        checkKind(first.transport, node, &reader)
        checkQueue(draft.settings.rabbitMQ.queue, first.transport, node, &reader)
        checkMaster(draft.settings, node, &reader)
        if !draft.settings.urls.contains(where: \.usesTLS) { checkPlain(first, node, &reader) }
    }

    /// Paths in a URL count from where those in the file do.
    private static func makePathsAbsolute(
        _ tls: inout TLSSettings, _ node: YAMLNode, _ reader: inout ConfigurationReader
    ) {
        for path in [\TLSSettings.authority, \.certificate, \.key] {
            guard let text = tls[keyPath: path] else { continue }
            do throws(ValueProblem) {
                tls[keyPath: path] = try FilePath.absolute(
                    text, folder: reader.folder, home: reader.environment["HOME"])
            } catch {
                reader.mistake(node.span, error)
            }
        }
        tls.key = tls.key ?? tls.certificate
    }

    private static func checkKind(
        _ transport: BrokerURL.Transport, _ node: YAMLNode, _ reader: inout ConfigurationReader
    ) {
        func refuse(_ keys: [String], _ what: String, _ remedy: String) {
            for key in keys {
                guard let pair = node.pair(key) else { continue }
                reader.mistake(pair.keySpan, "`\(key)` is for \(what)", remedy: remedy)
            }
        }
        switch transport {
        case .amqp:
            refuse(ofRedis, "Redis, and this broker is RabbitMQ", "remove it")
            refuse(ofSentinel, "Sentinels, and this broker is RabbitMQ", "remove it")
        case .redis:
            refuse(ofRabbitMQ, "RabbitMQ, and this broker is Redis, which keeps nothing for who is away", "remove it")
            refuse(
                ofSentinel, "Sentinels, and this is the URL of Redis itself",
                "write `sentinel://HOST:26379`, or remove it")
        case .sentinel:
            refuse(ofRabbitMQ, "RabbitMQ, and this broker is Redis, which keeps nothing for who is away", "remove it")
        }
    }

    private static func checkQueue(
        _ queue: RabbitMQSettings.Queue, _ transport: BrokerURL.Transport, _ node: YAMLNode,
        _ reader: inout ConfigurationReader
    ) {
        guard transport == .amqp else { return }
        for key in ofDurable where queue == .transient {
            guard let pair = node.pair(key) else { continue }
            reader.mistake(
                pair.keySpan, "`\(key)` is for a durable queue, and this one is transient",
                remedy: "add `queue: durable`, or remove it")
        }
        if queue == .durable, let pair = node.pair("queue_prefix") {
            reader.mistake(
                pair.keySpan, "`queue_prefix` is for a transient queue, and this one is durable",
                remedy: "write `queue_name`")
        }
    }

    /// Without a master's name Sentinels cannot be asked.
    static func checkMaster(_ settings: BrokerSettings, _ node: YAMLNode, _ reader: inout ConfigurationReader) {
        guard settings.urls.first?.transport == .sentinel, settings.redis.masterName == nil else { return }
        // One that is there and wrong has been complained of.
        guard node["master_name"].map({ $0.isNull }) ?? true else { return }
        var isMap = false
        if case .mapping = node.content { isMap = true }
        reader.mistake(
            (node["url"] ?? node).span, "Sentinels are asked for a master by its name, which is missing",
            remedy: isMap ? "add `master_name: NAME`" : "write `broker: {url: …, master_name: NAME}` in a configuration"
        )
    }

    private static func checkPlain(_ url: BrokerURL, _ node: YAMLNode, _ reader: inout ConfigurationReader) {
        guard let pair = node.pair("tls") else { return }
        let remedy =
            switch url.transport {
            case _ where url.socketPath != nil: "remove it"
            case .amqp: "write `amqps://` in the URL, or remove it"
            case .redis: "write `rediss://` in the URL, or remove it"
            case .sentinel: "add `?ssl_cert_reqs=required` to the URL, or remove it"
            }
        reader.mistake(
            pair.keySpan, "`tls` is for an encrypted connection, and \(url.masked) is not", remedy: remedy)
    }
}
