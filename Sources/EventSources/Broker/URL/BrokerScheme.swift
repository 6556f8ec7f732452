// SPDX-License-Identifier: Apache-2.0

/// What a URL begins with, by kombu's table of transports.
package struct BrokerScheme: Hashable, Sendable {
    /// What is spoken.
    let transport: BrokerURL.Transport
    /// Whether the connection is encrypted without anything else being said.
    let usesTLS: Bool
    /// Whether the path is that of a Unix socket.
    let isSocket: Bool

    private init(_ transport: BrokerURL.Transport, usesTLS: Bool = false, isSocket: Bool = false) {
        self.transport = transport
        self.usesTLS = usesTLS
        self.isSocket = isSocket
    }

    /// The schemes that evcam follows, as they are documented; any case will do.
    package static let names = [
        "amqp", "amqps", "pyamqp", "librabbitmq", "redis", "rediss", "redis+socket", "valkey", "valkeys", "sentinel",
    ]

    /// What a scheme means.
    /// - Parameter name: in lower case.
    /// - Returns: what is spoken there.
    /// - Throws: why evcam does not follow it.
    static func named(_ name: String) throws(BrokerURLError) -> BrokerScheme {
        switch name {
        // librabbitmq and pyamqp are kombu's names for two clients of the same protocol.
        case "amqp", "pyamqp", "librabbitmq": return BrokerScheme(.amqp)
        case "amqps": return BrokerScheme(.amqp, usesTLS: true)
        // Valkey speaks Redis' protocol; kombu has no name for it yet.
        case "redis", "valkey": return BrokerScheme(.redis)
        case "rediss", "valkeys": return BrokerScheme(.redis, usesTLS: true)
        case "redis+socket": return BrokerScheme(.redis, isSocket: true)
        case "sentinel": return BrokerScheme(.sentinel)
        default: throw UnfollowedTransport.error(name)
        }
    }
}
