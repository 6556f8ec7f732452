// SPDX-License-Identifier: Apache-2.0

extension RedisConnection {
    package func checkRights() throws(BrokerError) -> [String] {
        let deadline = Deadline.after(settings.connectTimeout)
        let session = try commandSession(deadline)
        var sentences = ["logged in as user '\(node.userName)'"]
        sentences.append(try checkPing(session, deadline))
        sentences.append(try checkSubscription(deadline))
        sentences.append(try checkPublication(session, deadline))
        if settings.urls.first?.transport == .sentinel {
            let role = try RedisRole(of: session, deadline: deadline)
            sentences.append(role == .master ? "it is the master, as Sentinel says" : allow("ROLE", "+role"))
        }
        return sentences
    }

    private func checkPing(_ session: RedisSession, _ deadline: Deadline) throws(BrokerError) -> String {
        guard case .error(let text) = try session.ask("PING", deadline: deadline) else { return "may PING" }
        return refusal(text, "PING", "+ping")
    }

    private func checkSubscription(_ deadline: Deadline) throws(BrokerError) -> String {
        let pattern = channels.patterns[0]
        // On a connection that is thrown away: Redis knows no other way to ask.
        let trial = try RedisSession(node, settings.tls, deadline: deadline)
        guard case .error(let text) = try trial.ask("PSUBSCRIBE", pattern, deadline: deadline) else {
            return "may follow events: PSUBSCRIBE \(pattern)"
        }
        return refusal(text, "PSUBSCRIBE", channels.rightsToFollow)
    }

    /// Redis checks the rights to a command when it queues it in a transaction, and we throw the transaction away.
    private func checkPublication(_ session: RedisSession, _ deadline: Deadline) throws(BrokerError) -> String {
        let channel = channels.control[0]
        if case .error = try session.ask("MULTI", deadline: deadline) {
            return try tryDryRun(session, channel, deadline)
        }
        let answer = try session.ask("PUBLISH", channel, "", deadline: deadline)
        _ = try session.ask("DISCARD", deadline: deadline)
        guard case .error(let text) = answer else { return "may send remote control: PUBLISH \(channel)" }
        return refusal(text, "PUBLISH", channels.rightsToControl)
    }

    private func tryDryRun(
        _ session: RedisSession, _ channel: String, _ deadline: Deadline
    ) throws(BrokerError) -> String {
        let words = ["ACL", "DRYRUN", node.userName, "PUBLISH", channel, ""]
        switch try session.ask(words, deadline) {
        case .text(let text) where text == Array("OK".utf8): return "may send remote control: PUBLISH \(channel)"
        case .text: return allow("PUBLISH", channels.rightsToControl)
        default: return "cannot tell whether it may send remote control: neither MULTI nor ACL DRYRUN is allowed"
        }
    }

    private func refusal(_ text: String, _ command: String, _ rights: String) -> String {
        text.hasPrefix("NOPERM")
            ? allow(command, rights) : RedisComplaint(node).error(text, to: command, rights: rights).description
    }

    private func allow(_ command: String, _ rights: String) -> String {
        "may not \(command); to allow it: \(RedisComplaint(node).remedy(rights))"
    }
}
