// SPDX-License-Identifier: Apache-2.0

/// Where a broker is: one URL, or several for failover, with kombu's rules for what a later one leaves unsaid.
package struct BrokerURLList: Hashable, Sendable {
    /// The addresses, in the order they are tried.
    package private(set) var urls: [BrokerURL] = []
    /// What stands behind their `?`.
    package private(set) var options = BrokerURLOptions()

    /// The port that a URL without one gets, and the first URL's own.
    private var statedPort: UInt16?
    private var firstPort: UInt16?

    /// Begins with none.
    package init() {}

    /// Takes in a URL, or several parted by `;`.
    ///
    /// As in kombu (`Connection.switch`), one without a scheme is a bare host (here also with a port) and inherits
    /// all else from the first URL; one with a scheme inherits port, virtual host or database, and the options of
    /// TLS from the one before, but neither user nor password. Sentinels are asked for the same master, so for them
    /// user and password are the first one's unless they have their own. The very first, if bare, is a RabbitMQ.
    /// - Throws: the first mistake; what came before it has been taken in.
    package mutating func add(_ text: String) throws(BrokerURLError) {
        for entry in text.split(separator: ";", omittingEmptySubsequences: false) {
            try addOne(URLParts(String(entry).trimmed))
        }
    }

    private mutating func addOne(_ parts: URLParts) throws(BrokerURLError) {
        guard let name = parts.scheme else { return try addBare(parts) }
        let scheme = try BrokerScheme.named(name)
        if let first = urls.first, first.transport != scheme.transport {
            throw BrokerURLError(
                "a broker of another kind than the first one", remedy: "name only brokers that stand in for each other")
        }
        let database = try take(parts.query, scheme)
        if scheme.isSocket { return urls.append(try socket(parts, database)) }
        let usesTLS = scheme.usesTLS || options.hasTLS
        // Sentinels inherit no port: kombu hands all of them to redis-py's Sentinel, each with its own or 26379.
        statedPort = parts.port ?? (scheme.transport == .sentinel ? nil : statedPort)
        if urls.isEmpty { firstPort = parts.port }
        var url = BrokerURL(
            transport: scheme.transport, usesTLS: usesTLS, host: parts.host ?? "127.0.0.1", port: statedPort,
            user: parts.user, password: parts.password, virtualHost: urls.last?.virtualHost ?? "/",
            database: urls.last?.database ?? 0)
        if scheme.transport == .sentinel, url.user == nil, url.password == nil {
            (url.user, url.password) = (urls.first?.user, urls.first?.password)
        }
        if let path = parts.path {
            if scheme.transport == .amqp {
                url.virtualHost = try Self.virtualHost(path)
            } else {
                url.database = try Self.database(path)
            }
        }
        urls.append(url)
    }

    private mutating func addBare(_ parts: URLParts) throws(BrokerURLError) {
        var url = urls.first ?? BrokerURL(transport: .amqp)
        guard url.socketPath == nil else {
            throw BrokerURLError("a socket cannot be followed by a host", remedy: "write its whole URL")
        }
        url.host = parts.host ?? url.host
        // As kombu does it: a port that the first URL does not state is the last one that was stated.
        statedPort = parts.port ?? (url.transport == .sentinel ? nil : firstPort ?? statedPort)
        url.port = statedPort ?? BrokerURL.defaultPort(url.transport, usesTLS: url.usesTLS)
        urls.append(url)
    }

    private func socket(_ parts: URLParts, _ database: Int?) throws(BrokerURLError) -> BrokerURL {
        let example = "write for example `redis+socket:///run/redis.sock?virtual_host=0`"
        guard let path = parts.path, !path.hasSuffix("/") else {
            throw BrokerURLError("the path of the socket is missing", remedy: example)
        }
        guard parts.host == nil, parts.port == nil else {
            throw BrokerURLError("a socket is not on a host", remedy: example + ", with three slashes")
        }
        guard path.utf8.count < 107 else {
            throw BrokerURLError("the path of the socket has more bytes than the system takes", remedy: "shorten it")
        }
        guard !options.hasTLS else {
            throw BrokerURLError("a connection to a socket is not encrypted", remedy: "remove the `ssl_` options")
        }
        return BrokerURL(
            transport: .redis, host: "", socketPath: "/" + path, user: parts.user, password: parts.password,
            database: database ?? 0)
    }

    /// Takes in the query.
    /// - Returns: the database that a socket's query names.
    private mutating func take(
        _ query: [(key: String, value: String)], _ scheme: BrokerScheme
    ) throws(BrokerURLError) -> Int? {
        var database: Int?
        for (key, value) in query {
            guard key == "virtual_host" else {
                try options.add(key, value)
                continue
            }
            guard scheme.isSocket else {
                throw BrokerURLError(
                    "`virtual_host` stands in the path",
                    remedy: "write it behind the host: `amqp://HOST/VHOST`, `redis://HOST/DB`")
            }
            database = try Self.database(value)
        }
        return database
    }

    private static func virtualHost(_ path: String) throws(BrokerURLError) -> String {
        guard path.utf8.count <= 255 else {
            throw BrokerURLError("the virtual host has more than 255 bytes", remedy: "check its name")
        }
        return path
    }

    /// One more slash is passed over; the rest is a number.
    private static func database(_ path: String) throws(BrokerURLError) -> Int {
        let digits = path.hasPrefix("/") ? path.dropFirst() : path[...]
        if digits.isEmpty { return 0 }
        guard digits.utf8.count <= 9, digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(digits)
        else {
            throw BrokerURLError("what stands for the database is not a number", remedy: "write for example `/0`")
        }
        return number
    }
}

extension String {
    /// Without the blanks around it.
    fileprivate var trimmed: Substring {
        var text = self[...]
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return text
    }
}
