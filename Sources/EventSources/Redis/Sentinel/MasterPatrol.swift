// SPDX-License-Identifier: Apache-2.0

/// One look after the other at a master and at those who name it.
///
/// Used by one thread.
struct MasterPatrol {
    private let lookup: SentinelLookup
    private let master: RedisNode
    /// Seconds that each question may take.
    private let patience: Double
    private var sentinels: [BrokerURL]
    private var atMaster: RedisSession?
    private var atSentinel: RedisSession?
    private var mayAskRole = true

    /// Looks after `master`, asking the Sentinel that named it first.
    init(_ lookup: SentinelLookup, _ master: RedisNode, _ sentinel: BrokerURL, patience: Double) {
        self.lookup = lookup
        self.master = master
        self.patience = patience
        sentinels = [sentinel] + lookup.sentinels.filter { $0 != sentinel }
    }

    /// Why the master is to be left; nil if it is one, or if nobody can be asked now.
    mutating func look() -> BrokerError? {
        if case .replica(let other)? = role() {
            return demoted("has become a replica of \(other)")
        }
        guard let named = namedMaster(), !named.isSameServer(as: master) else { return nil }
        // A Sentinel that was cut off may name an old master: the other one has to agree.
        guard let session = try? lookup.open(named, deadline: .after(patience)),
            let role = try? RedisRole(of: session, deadline: .after(patience)), role == .master || role == .unknown
        else { return nil }
        return demoted("is no longer the master; Sentinel names \(named.text)")
    }

    private mutating func role() -> RedisRole? {
        guard mayAskRole else { return nil }
        do throws(BrokerError) {
            let deadline = Deadline.after(patience)
            let session = if let atMaster { atMaster } else { try lookup.open(master, deadline: deadline) }
            atMaster = session
            let role = try RedisRole(of: session, deadline: deadline)
            if role == .unknown { mayAskRole = false }
            return role
        } catch {
            // Whether it lives at all is the subscription's own question.
            atMaster = nil
            return nil
        }
    }

    private mutating func namedMaster() -> RedisNode? {
        guard let url = sentinels.first else { return nil }
        do throws(BrokerError) {
            let deadline = Deadline.after(patience)
            let session = if let atSentinel { atSentinel } else { try lookup.open(url, deadline: deadline) }
            atSentinel = session
            return try lookup.ask(session, deadline: deadline)
        } catch {
            atSentinel = nil
            sentinels.append(sentinels.removeFirst())
            return nil
        }
    }

    private func demoted(_ how: String) -> BrokerError {
        BrokerError(.unavailable, "\(master.text) \(how); the new master is asked for")
    }
}
