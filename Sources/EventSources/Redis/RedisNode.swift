// SPDX-License-Identifier: Apache-2.0

/// One server and how to log in there: a Redis or a Sentinel.
struct RedisNode: Hashable, Sendable {
    /// Where it is, and with which credentials.
    let url: BrokerURL
    /// What Sentinels call it; nil: it was not they who named it.
    let masterName: String?

    /// The server that a URL names.
    init(_ url: BrokerURL) {
        self.url = url
        masterName = nil
    }

    /// A Sentinel that a URL names: the URL's credentials are the master's.
    init(sentinel url: BrokerURL, _ settings: RedisSettings) {
        var own = url
        own.user = settings.sentinelUser
        own.password = settings.sentinelPassword
        own.database = 0
        self.url = own
        masterName = nil
    }

    /// The master that a Sentinel names, with the account of a URL.
    init(master name: String, host: String, port: UInt16, account: BrokerURL) {
        url = BrokerURL(
            transport: .redis, usesTLS: account.usesTLS, host: host, port: port, user: account.user,
            password: account.password, database: account.database)
        masterName = name
    }

    /// Its user, whether or not the URL says one.
    var userName: String {
        guard let user = url.user, !user.isEmpty else { return "default" }
        return user
    }

    /// A URL without the password, for people.
    var text: String { masterName.map { "\(url.masked) (master '\($0)')" } ?? url.masked }

    /// Whether two names are for the same server.
    func isSameServer(as other: RedisNode) -> Bool {
        (url.host, url.port, url.socketPath) == (other.url.host, other.url.port, other.url.socketPath)
    }
}
