// SPDX-License-Identifier: Apache-2.0

/// Whom a link reaches, in the words of messages to people and of commands for them to paste.
struct AMQPPlace: Hashable {
    /// The broker's URL without its password.
    let peer: String
    /// The user's name.
    let user: String
    /// The virtual host.
    let virtualHost: String

    init(_ url: BrokerURL) {
        user = url.user ?? "guest"
        virtualHost = url.virtualHost
        peer = url.masked
    }
}
