// SPDX-License-Identifier: Apache-2.0

extension BrokerURL {
    /// The whole URL for messages, with `**` for the password, as Celery shows it.
    ///
    /// What was not said is there with its default. User and virtual host are percent-encoded.
    package var masked: String {
        let scheme =
            switch transport {
            case .amqp: usesTLS ? "amqps" : "amqp"
            case .redis: socketPath != nil ? "redis+socket" : usesTLS ? "rediss" : "redis"
            case .sentinel: "sentinel"
            }
        var text = scheme + "://" + credentials
        if let socketPath {
            text += PercentCoding.encode(socketPath, keeping: "/")
            return database == 0 ? text : text + "?virtual_host=\(database)"
        }
        text += host.contains(":") ? "[\(PercentCoding.encode(host, keeping: ":"))]" : PercentCoding.encode(host)
        text += ":\(port)/"
        return text + (transport == .amqp ? PercentCoding.encode(virtualHost, keeping: "/") : "\(database)")
    }

    private var credentials: String {
        // RabbitMQ's own guest is who logs in if nobody else is named.
        let name = user ?? (transport == .amqp ? "guest" : "")
        let hasPassword = password != nil || transport == .amqp
        if name.isEmpty, !hasPassword { return "" }
        return PercentCoding.encode(name) + (hasPassword ? ":**@" : "@")
    }
}

extension BrokerURL: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// ``masked``: an address may end up in any message.
    package var description: String { masked }
    /// ``masked``.
    package var debugDescription: String { masked }
    /// ``masked``.
    package var customMirror: Mirror { Mirror(self, children: ["masked": masked]) }
}
