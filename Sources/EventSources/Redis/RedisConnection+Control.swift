// SPDX-License-Identifier: Apache-2.0

import Threads

extension RedisConnection {
    private var controlExchange: String { "\(settings.controlExchange).pidbox" }

    package func broadcast(_ command: ControlCommand) throws(BrokerError) {
        let body = command.body(controlExchange: settings.controlExchange)
        let envelope = KombuEnvelope.text(body, exchange: controlExchange)
        do throws(BrokerError) {
            if let text = try publish(envelope) {
                let remedy = RedisComplaint(node).remedy(channels.rightsToControl)
                note(
                    text.hasPrefix("NOPERM")
                        ? "user '\(node.userName)' may not send remote control commands at \(peer), so workers are not "
                            + "woken; to allow it: \(remedy)"
                        : "\(peer) did not take the remote control command '\(command.method.rawValue)': \(text)")
            }
        } catch {
            // Events go on without; if the peer is gone, the subscription will notice.
            guard stream != nil else { throw error }
            note("the remote control command '\(command.method.rawValue)' was not sent: \(error.description)")
        }
    }

    package func call(_ command: ControlCommand, timeout: Double) throws(BrokerError) -> [ControlReply] {
        let deadline = Deadline.after(settings.connectTimeout)
        let session = try commandSession(deadline)
        let inbox = ReplyInbox(session, channels, deadline: deadline)
        try inbox.open()
        let address = ControlCommand.ReplyAddress(ticket: RandomUUID.text(), routingKey: inbox.id)
        let body = command.body(replyTo: address, controlExchange: settings.controlExchange)
        let envelope = KombuEnvelope.text(
            body, exchange: controlExchange, expires: WallClock.now + timeout)
        do throws(BrokerError) {
            if let text = try publish(envelope) {
                throw RedisComplaint(node).error(text, to: "PUBLISH", rights: channels.rightsToControl)
            }
            let wanted = Set(command.destination)
            let replies = try inbox.gather(ticket: address.ticket, timeout: timeout) { replies in
                !wanted.isEmpty && wanted.isSubset(of: replies.map(\.node))
            }
            try inbox.close()
            return replies
        } catch {
            try? inbox.close()
            throw error
        }
    }

    /// Publishes to all workers; returns the server's error if it refuses.
    private func publish(_ envelope: String) throws(BrokerError) -> String? {
        let deadline = Deadline.after(settings.connectTimeout)
        do throws(BrokerError) {
            return try publish(envelope, by: try commandSession(deadline), deadline)
        } catch {
            guard control != nil else { throw error }
            // It may have been closed for being idle.
            control = nil
            return try publish(envelope, by: try commandSession(deadline), deadline)
        }
    }

    private func publish(
        _ envelope: String, by session: RedisSession, _ deadline: Deadline
    ) throws(BrokerError) -> String? {
        for channel in channels.control {
            guard case .error(let text) = try session.ask("PUBLISH", channel, envelope, deadline: deadline) else {
                continue
            }
            // Behind the first channel come those of old workers, which there may be none of.
            if channel == channels.control.first { return text }
        }
        return nil
    }

    /// A connection that takes commands.
    func commandSession(_ deadline: Deadline) throws(BrokerError) -> RedisSession {
        guard stream != nil else { return session }
        if let control { return control }
        let made = try RedisSession(node, settings.tls, deadline: deadline, named: "evcam-control")
        control = made
        return made
    }
}
