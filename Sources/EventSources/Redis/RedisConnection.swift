// SPDX-License-Identifier: Apache-2.0

import Threads

/// Follows the events of Celery at Redis or Valkey, directly or by way of Sentinels.
///
/// kombu's fanout exchanges are Redis' pub/sub, which keeps nothing: what is published while there is no
/// subscription is lost. RESP2 only, which every version speaks.
package final class RedisConnection: BrokerConnection {
    package let peer: String
    /// Messages passed over because they were longer than `maxMessageBytes` allows.
    package var oversized: UInt64 { stream?.oversized ?? 0 }

    let settings: BrokerSettings
    let node: RedisNode
    let channels: RedisChannels
    /// The connection that was logged in first; with a subscription it takes no other commands.
    let session: RedisSession
    var notices: [String] = []
    var given: Set<String> = []
    /// What came between the confirmations of a subscription.
    let early = MessageBatch(capacity: 0)
    var stream: PushStream?
    /// For remote control while there is a subscription.
    var control: RedisSession?
    /// When the last bytes came, and when the peer was asked for some since; of the monotonic clock.
    var lastHeard = MonotonicClock.now
    var lastPing: Double?

    private let lookup: SentinelLookup?
    private let found: SentinelLookup.Found?
    private var watch: MasterWatch?

    package init(_ url: BrokerURL, _ settings: BrokerSettings) throws(BrokerError) {
        let deadline = Deadline.after(settings.connectTimeout)
        self.settings = settings
        channels = RedisChannels(url, settings)
        if url.transport == .sentinel {
            let lookup = try SentinelLookup(first: url, settings)
            let found = try lookup.findMaster(deadline: deadline)
            self.lookup = lookup
            self.found = found
            node = found.master
        } else {
            lookup = nil
            found = nil
            node = RedisNode(url)
        }
        peer = node.text
        session = try RedisSession(node, settings.tls, deadline: deadline)
        try checkRole(RedisRole(of: session, deadline: deadline))
    }

    deinit { close() }

    package func takeNotices() -> [String] {
        defer { notices = [] }
        return notices
    }

    /// Redis wants no sign of life from subscribers; what it may have said meanwhile is found by `receive`.
    package func keepAlive() throws(BrokerError) { try checkMaster() }

    /// Redis keeps no deliveries.
    package func acknowledge(through tag: UInt64) throws(BrokerError) {}

    package func close() {
        watch?.stop()
        watch = nil
        control = nil
        stream = nil
        session.transport.close()
    }

    /// Gives a notice, once in the connection's life.
    func note(_ text: String) {
        if given.insert(text).inserted { notices.append(text) }
    }

    /// Throws if the master is none any longer.
    func checkMaster() throws(BrokerError) {
        if let verdict = watch?.verdict { throw verdict }
    }

    /// Watches the master that a Sentinel named.
    func watchMaster() throws(BrokerError) {
        guard let lookup, let found, watch == nil else { return }
        watch = try MasterWatch(lookup, found, heartbeat: settings.heartbeat)
    }

    private func checkRole(_ role: RedisRole) throws(BrokerError) {
        switch role {
        case .master: break
        case .replica(let other) where found != nil:
            let text = "\(node.text) is what Sentinel names, but still a replica of \(other): a failover is under way"
            throw BrokerError(.unavailable, text)
        case .replica(let other):
            note(
                "\(peer) is a replica of \(other): events reach it, but remote control from here reaches no worker; "
                    + "name the master")
        case .sentinel:
            let text = "\(node.text) is a Sentinel; use sentinel://… and `broker: {master_name: NAME}`"
            throw BrokerError(.protocolError, text)
        case .unknown where found != nil:
            note("cannot tell whether \(peer) is the master; allow it there: \(RedisComplaint(node).remedy(["+role"]))")
        case .unknown: break
        }
    }
}
