// SPDX-License-Identifier: Apache-2.0

extension RedisConnection {
    package func checkRights() throws(BrokerError) -> [RightsFinding] {
        let deadline = Deadline.after(settings.connectTimeout)
        let session = try commandSession(deadline)
        var findings = [RightsFinding(.fine, "logged in as user '\(node.userName)'")]
        findings.append(try checkPing(session, deadline))
        findings.append(try checkSubscription(deadline))
        findings.append(try checkPublication(session, deadline))
        if settings.urls.first?.transport == .sentinel {
            let role = try RedisRole(of: session, deadline: deadline)
            findings.append(
                role == .master
                    ? RightsFinding(.fine, "it is the master, as Sentinel says")
                    : RightsFinding(.lacking, allow("ROLE", ["+role"])))
        }
        return findings
    }

    private func checkPing(_ session: RedisSession, _ deadline: Deadline) throws(BrokerError) -> RightsFinding {
        guard case .error(let text) = try session.ask("PING", deadline: deadline) else {
            return RightsFinding(.fine, "may PING")
        }
        return RightsFinding(.lacking, refusal(text, "PING", ["+ping"]))
    }

    private func checkSubscription(_ deadline: Deadline) throws(BrokerError) -> RightsFinding {
        let pattern = channels.patterns[0]
        // On a connection that is thrown away: Redis knows no other way to ask.
        let trial = try RedisSession(node, settings.tls, deadline: deadline)
        guard case .error(let text) = try trial.ask("PSUBSCRIBE", pattern, deadline: deadline) else {
            return RightsFinding(.fine, "may follow events: PSUBSCRIBE \(pattern)")
        }
        return RightsFinding(.refused, refusal(text, "PSUBSCRIBE", channels.rightsToFollow))
    }

    /// Redis checks the rights to a command when it queues it in a transaction, and we throw the transaction away.
    private func checkPublication(_ session: RedisSession, _ deadline: Deadline) throws(BrokerError) -> RightsFinding {
        let channel = channels.control[0]
        if case .error = try session.ask("MULTI", deadline: deadline) {
            return try tryDryRun(session, channel, deadline)
        }
        let answer = try session.ask("PUBLISH", channel, "", deadline: deadline)
        _ = try session.ask("DISCARD", deadline: deadline)
        guard case .error(let text) = answer else { return mayPublish(channel) }
        return RightsFinding(.lacking, refusal(text, "PUBLISH", channels.rightsToControl))
    }

    private func tryDryRun(
        _ session: RedisSession, _ channel: String, _ deadline: Deadline
    ) throws(BrokerError) -> RightsFinding {
        let words = ["ACL", "DRYRUN", node.userName, "PUBLISH", channel, ""]
        switch try session.ask(words, deadline) {
        case .text(let text) where text == Array("OK".utf8): return mayPublish(channel)
        case .text: return RightsFinding(.lacking, allow("PUBLISH", channels.rightsToControl))
        default: return try tryUnheard(session, channel, deadline)
        }
    }

    /// Publishes where nobody can be listening: a server that forbids it says whether it is for the command or for the
    /// channel.
    private func tryUnheard(
        _ session: RedisSession, _ channel: String, _ deadline: Deadline
    ) throws(BrokerError) -> RightsFinding {
        switch try session.ask("PUBLISH", "evcam.\(RandomUUID.text())", "", deadline: deadline) {
        case .error(let text) where text.hasPrefix("NOPERM") && text.contains("'publish'"):
            return RightsFinding(.lacking, allow("PUBLISH", channels.rightsToControl))
        case .error:
            return RightsFinding(
                .lacking,
                "cannot tell whether it may send remote control: it may PUBLISH, but whether to \(channel) only MULTI "
                    + "and DISCARD or ACL DRYRUN tell; to allow these: \(allowance(["+multi", "+discard"]))")
        default: return mayPublish(channel)
        }
    }

    private func mayPublish(_ channel: String) -> RightsFinding {
        RightsFinding(.fine, "may send remote control: PUBLISH \(channel)")
    }

    private func refusal(_ text: String, _ command: String, _ rights: [String]) -> String {
        text.hasPrefix("NOPERM")
            ? allow(command, rights) : RedisComplaint(node).error(text, to: command, rights: rights).description
    }

    private func allow(_ command: String, _ rights: [String]) -> String {
        "may not \(command); to allow it: \(allowance(rights))"
    }

    private func allowance(_ rights: [String]) -> String { RedisComplaint(node).remedy(rights) }
}
