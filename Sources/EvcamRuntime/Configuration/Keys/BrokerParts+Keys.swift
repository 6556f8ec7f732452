// SPDX-License-Identifier: Apache-2.0
import EventSources

extension TLSSettings {
    static var type: ValueType<TLSSettings> {
        .map(
            "tls", TLSSettings(),
            [
                Key(
                    "verify", \.verification,
                    .choice(["peer", "chain", "none"]) { Verification(rawValue: $0) }, default: "peer",
                    "What is verified: `peer`, the certificate and that it is the host's; `chain`, the certificate only; `none`."
                ),
                Key(
                    optional: "ca", \.authority, .path,
                    "A file with the certificates to trust, PEM; unset: the system's."),
                Key(
                    optional: "certificate", \.certificate, .path,
                    "evcam's own certificate with its chain, PEM, where the broker asks for one."),
                Key(
                    optional: "key", \.key, .path, "The certificate's private key, PEM; unset: it is in `certificate`."),
                Key(
                    optional: "server_name", \.serverName, .text("a name"),
                    "The name that the broker's certificate has to be for; unset: the URL's host."),
            ]
        ) { tls, node, reader in
            if tls.key != nil, tls.certificate == nil, let pair = node.pair("key") {
                reader.mistake(pair.keySpan, "a `key` goes with a `certificate`", remedy: "add `certificate: FILE`")
            }
            tls.key = tls.key ?? tls.certificate
        }
    }
}

/// What Sentinels are logged in to with.
struct SentinelLogin {
    var user: String?
    var password: String?

    static var type: ValueType<SentinelLogin> {
        .map(
            "sentinel_kwargs", SentinelLogin(),
            [
                Key(optional: "username", \.user, .text("a name"), "The user's name."),
                Key(optional: "password", \.password, .secret, "The password, best as `${NAME}`."),
            ])
    }
}

extension RedisSettings {
    /// The two as one.
    var login: SentinelLogin {
        get { SentinelLogin(user: sentinelUser, password: sentinelPassword) }
        set { (sentinelUser, sentinelPassword) = (newValue.user, newValue.password) }
    }
}

extension TapeConfiguration {
    static var type: ValueType<TapeConfiguration> {
        .map(
            "a tape", TapeConfiguration(),
            [
                Key("path", \.path, .path, isRequired: true, "The folder for the tape's segments."),
                Key(
                    "keep", \.keep, keep, default: "24h",
                    "How much is kept: messages of so long, or so many bytes of them, such as `10GB`."),
                Key(
                    "sync", \.sync, .duration(atMost: 60), default: "100ms",
                    "How long messages may wait to reach the disk together; `0`: each batch does at once."),
            ])
    }

    /// A plain number is seconds, as for all durations.
    private static var keep: ValueType<Keep> {
        let duration = ValueType<Duration>.duration(atLeast: 1)
        let size = ValueType<Int64>.size(1e6...1e15)
        let description = ValueDescription(
            name: "a duration or a size",
            schema: .object(["anyOf": .array([duration.description.schema, size.description.schema])]))
        return ValueType(description) { node, reader in
            guard let scalar = reader.scalar(node, wanted: "a duration or a size") else { return nil }
            let unit = scalar.text.drop { !$0.isLetter || $0 == "e" || $0 == "E" }
            // Bytes are the only units that end in B; what looks like them is their business to complain of.
            guard unit.last == "B" || unit.last == "b" else {
                return duration.read(node, &reader).map { .duration($0) }
            }
            return size.read(node, &reader).map { .bytes($0) }
        }
    }
}
