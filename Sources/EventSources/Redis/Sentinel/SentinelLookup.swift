// SPDX-License-Identifier: Apache-2.0

/// Asks Sentinels where the master is.
struct SentinelLookup: Sendable {
    /// A master, and the Sentinel that named it.
    struct Found {
        let master: RedisNode
        let sentinel: BrokerURL
    }

    /// kombu's `master_name`.
    let masterName: String
    /// The Sentinels, in the order in which they are asked.
    let sentinels: [BrokerURL]
    private let settings: BrokerSettings
    /// The URL whose user, password and database are the master's: of several the first that has some, as a URL
    /// behind another inherits none (kombu/connection.py).
    private let account: BrokerURL

    /// Prepares to ask all Sentinels of the settings, `first` first.
    /// - Throws: `notFound` if the settings do not say the master's name.
    init(first: BrokerURL, _ settings: BrokerSettings) throws(BrokerError) {
        guard let name = settings.redis.masterName, !name.isEmpty else {
            let text = "sentinel:// needs the name of the master, as it stands in sentinel.conf"
            throw BrokerError(.notFound, "\(text): `broker: {master_name: NAME}`")
        }
        masterName = name
        self.settings = settings
        account = settings.urls.first { $0.user != nil || $0.password != nil } ?? first
        sentinels = [first] + settings.urls.filter { $0 != first }
    }

    /// Asks one after the other until one knows the master.
    /// - Throws: `notFound` if those that answer know no such master; else what kept them from answering.
    func findMaster(deadline: Deadline) throws(BrokerError) -> Found {
        var failures: [BrokerError] = []
        var strangers: BrokerError?
        for (asked, url) in sentinels.enumerated() {
            // What is left is for the other Sentinels and for the master.
            let share = deadline.share(1 / Double(sentinels.count - asked + 1))
            do throws(BrokerError) {
                let session = try open(url, deadline: share)
                if let master = try ask(session, deadline: share) { return Found(master: master, sentinel: url) }
                strangers = try unknown(session, deadline: share)
            } catch {
                failures.append(error)
            }
        }
        if let strangers { throw strangers }
        let kind = failures.first?.kind ?? .unreachable
        let texts = failures.map(\.description).joined(separator: "; ")
        throw BrokerError(kind, "no Sentinel says where master '\(masterName)' is: \(texts)")
    }

    /// Logs in at a Sentinel.
    func open(_ url: BrokerURL, deadline: Deadline) throws(BrokerError) -> RedisSession {
        try RedisSession(RedisNode(sentinel: url, settings.redis), settings.tls, deadline: deadline)
    }

    /// Logs in at a data server.
    func open(_ node: RedisNode, deadline: Deadline) throws(BrokerError) -> RedisSession {
        try RedisSession(node, settings.tls, deadline: deadline)
    }

    /// Where a Sentinel says that the master is; nil if it knows no such master.
    func ask(_ session: RedisSession, deadline: Deadline) throws(BrokerError) -> RedisNode? {
        switch try session.ask("SENTINEL", "get-master-addr-by-name", masterName, deadline: deadline) {
        case .null: return nil
        case .error(let text) where text.hasPrefix("ERR unknown command"):
            let text = "\(session.node.text) is no Sentinel but a Redis; use redis://, or the Sentinel's port"
            throw BrokerError(.protocolError, "\(text) (26379 as a rule)")
        case .error(let text):
            let rights = ["+sentinel|get-master-addr-by-name", "+sentinel|masters"]
            throw RedisComplaint(session.node).error(text, to: "SENTINEL", rights: rights)
        case .list(let values):
            guard values.count == 2, let host = values[0].string, let port = values[1].string.flatMap(UInt16.init)
            else { break }
            return RedisNode(master: masterName, host: host, port: port, account: account)
        default: break
        }
        throw BrokerError(
            .protocolError, "\(session.node.text) does not answer as a Sentinel does; check host and port")
    }

    private func unknown(_ session: RedisSession, deadline: Deadline) throws(BrokerError) -> BrokerError {
        var names: [String] = []
        for master in try session.ask("SENTINEL", "masters", deadline: deadline).values ?? [] {
            let fields = master.values ?? []
            guard let key = fields.firstIndex(of: .text(Array("name".utf8))), key + 1 < fields.count else { continue }
            if let name = fields[key + 1].string { names.append("'\(name)'") }
        }
        let known = names.isEmpty ? "it watches none that we may see" : "it watches \(names.joined(separator: ", "))"
        let text = "the Sentinel at \(session.node.text) knows no master '\(masterName)'; \(known)"
        return BrokerError(.notFound, "\(text); correct `broker: {master_name: …}`")
    }
}
