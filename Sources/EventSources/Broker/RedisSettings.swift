// SPDX-License-Identifier: Apache-2.0

/// How kombu names its channels at Redis; the names are its `broker_transport_options`.
package struct RedisSettings: Hashable, Sendable {
    /// Before every channel and key.
    package var globalKeyprefix = ""
    /// Before the exchange; `{db}` stands for the database's number.
    ///
    /// kombu's False is an empty text.
    package var fanoutPrefix = "/{db}."
    /// Whether the routing key is part of the channel.
    package var fanoutPatterns = true
    /// The master's name, which Sentinels are asked for.
    package var masterName: String?
    /// For the Sentinels themselves.
    package var sentinelUser: String?
    /// For the Sentinels themselves.
    package var sentinelPassword: String?

    /// kombu's defaults.
    package init() {}
}
