// SPDX-License-Identifier: Apache-2.0

/// Where kombu publishes to at Redis: channel = global_keyprefix + fanout_prefix + exchange [+ "/" + routing key]
/// (kombu/transport/redis.py, `_get_publish_topic`).
struct RedisChannels: Hashable, Sendable {
    /// What to subscribe to, as Redis patterns; the first is the one that matters with these settings.
    let patterns: [String]
    /// Those of ``patterns`` that only kombu before 5.4 publishes to, at Sentinels.
    let legacyPatterns: [String]
    /// Where workers wait for remote control commands; behind the first, where those with kombu before 5.4 do.
    let control: [String]
    /// Before every key.
    let keyPrefix: String
    /// The exchange of the answers.
    let replies: String

    /// Works the names out.
    init(_ url: BrokerURL, _ settings: BrokerSettings) {
        let redis = settings.redis
        keyPrefix = redis.globalKeyprefix
        replies = "reply.\(settings.controlExchange).pidbox"
        let prefix = keyPrefix + Self.replaceDatabase(in: redis.fanoutPrefix, by: url.database)
        // Before 5.4 kombu left the braces as they are when it had asked a Sentinel.
        let legacyPrefix = keyPrefix + redis.fanoutPrefix
        let hasLegacy = url.transport == .sentinel && legacyPrefix != prefix
        // A publisher uses one of the two; which one, its own `fanout_patterns` says.
        func both(_ prefix: String) -> [String] {
            let plain = Self.escape(prefix + settings.exchange)
            return redis.fanoutPatterns ? [plain + "/*", plain] : [plain, plain + "/*"]
        }
        legacyPatterns = hasLegacy ? both(legacyPrefix) : []
        patterns = both(prefix) + legacyPatterns
        control = (hasLegacy ? [prefix, legacyPrefix] : [prefix]).map { $0 + settings.controlExchange + ".pidbox" }
    }

    /// The rights to follow events, as words of `ACL SETUSER`.
    var rightsToFollow: [String] { ["+psubscribe", "+ping"] + patterns.map { "&\($0)" } }

    /// The rights to send remote control commands.
    var rightsToControl: [String] { ["+publish"] + control.map { "&\($0)" } }

    /// The rights to collect the answers to them.
    var rightsToCollect: [String] {
        let prefix = Self.escape(keyPrefix)
        return ["+select", "+sadd", "+srem", "+brpop", "+del"]
            + ["~\(prefix)_kombu.binding.\(replies)", "~\(prefix)*.\(replies)*"]
    }

    private static func replaceDatabase(in prefix: String, by database: Int) -> String {
        let mark = Array("{db}".utf8)
        var text: [UInt8] = []
        var rest = Array(prefix.utf8)[...]
        while let first = rest.first {
            if rest.starts(with: mark) {
                text += String(database).utf8
                rest = rest.dropFirst(mark.count)
            } else {
                text.append(first)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// A pattern that matches the text itself.
    static func escape(_ text: String) -> String {
        let special = "*?[]\\".unicodeScalars
        return text.unicodeScalars.reduce(into: "") { $0 += special.contains($1) ? "\\\($1)" : "\($1)" }
    }
}
