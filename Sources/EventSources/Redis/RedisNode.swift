// SPDX-License-Identifier: Apache-2.0

/// One Redis server and how to log in there.
struct RedisNode: Hashable, Sendable {
    /// Where it is; with a Unix socket the path.
    enum Place: Hashable, Sendable {
        case tcp(host: String, port: UInt16)
        case unix(path: String)
    }

    let place: Place
    let usesTLS: Bool
    let user: String?
    let password: String?
    let database: Int
    /// What Sentinels call it; nil: it was not they who named it.
    var masterName: String?

    /// The server that a URL names.
    init(_ url: BrokerURL) {
        place = url.socketPath.map { .unix(path: $0) } ?? .tcp(host: url.host, port: url.port)
        usesTLS = url.usesTLS
        user = url.user
        password = url.password
        database = url.database
    }

    /// A Sentinel that a URL names: the URL's credentials are the master's.
    init(sentinel url: BrokerURL, _ settings: RedisSettings) {
        place = .tcp(host: url.host, port: url.port)
        usesTLS = url.usesTLS
        user = settings.sentinelUser
        password = settings.sentinelPassword
        database = 0
    }

    /// The master that a Sentinel names.
    init(master name: String, host: String, port: UInt16, _ url: BrokerURL) {
        place = .tcp(host: host, port: port)
        usesTLS = url.usesTLS
        user = url.user
        password = url.password
        database = url.database
        masterName = name
    }

    /// The host that a certificate has to be for.
    var host: String {
        switch place {
        case .tcp(let host, _): host
        case .unix: "localhost"
        }
    }

    /// Its user, whether or not the URL says one.
    var userName: String { user ?? "default" }

    /// A URL without the password, for people.
    var text: String {
        let login = user.map { "\($0)@" } ?? ""
        let text =
            switch place {
            case .tcp(let host, let port):
                "\(usesTLS ? "rediss" : "redis")://\(login)\(host.contains(":") ? "[\(host)]" : host):\(port)/\(database)"
            case .unix(let path): "redis+socket://\(login)\(path)?virtual_host=\(database)"
            }
        return masterName.map { "\(text) (master '\($0)')" } ?? text
    }
}
