// SPDX-License-Identifier: Apache-2.0

import Threads

extension RedisConnection {
    /// An envelope has a body a third longer than it is, and something around it.
    private var payloadLimit: Int { settings.maxMessageBytes / 3 * 4 + 64 << 10 }

    package func subscribe() throws(BrokerError) -> UInt64 {
        guard stream == nil else { return 0 }
        let deadline = Deadline.after(settings.connectTimeout)
        let twins = channels.legacyPatterns.isEmpty ? nil : TwinFilter(legacyPatterns: channels.legacyPatterns)
        let stream = PushStream(session.transport, payloadLimit: payloadLimit, place: peer, twins: twins)
        // A command for each pattern: one that is forbidden does not take the others with it.
        let commands = channels.patterns.flatMap { respCommand(["PSUBSCRIBE", $0]) }
        try session.transport.write(commands, timeout: deadline.remaining)
        stream.isSubscribing = true
        while stream.answers.count < channels.patterns.count {
            let heard = try stream.read(into: early, maxBytes: 1 << 20, timeout: deadline.remaining)
            if !heard, deadline.isOver {
                throw BrokerError(.unreachable, "\(peer) did not answer PSUBSCRIBE in time; it hangs or is overloaded")
            }
        }
        stream.isSubscribing = false
        try check(stream.answers)
        self.stream = stream
        lastHeard = MonotonicClock.now
        try watchMaster()
        return 0
    }

    package func receive(
        into batch: MessageBatch, maxBytes: Int, timeout: Double
    ) throws(BrokerError) -> Bool {
        guard let stream else {
            throw BrokerError(.local, "\(peer) was not subscribed to before messages were asked for")
        }
        try checkMaster()
        let isEarly = takeEarly(into: batch)
        let heard: Bool
        do throws(BrokerError) {
            heard = try stream.read(into: batch, maxBytes: maxBytes, timeout: isEarly ? 0 : timeout)
        } catch {
            guard error.kind == .connectionLost else { throw error }
            let causes = "it was ended, or dropped us for reading too slowly (`client-output-buffer-limit pubsub`)"
            throw BrokerError(.connectionLost, "\(error.description); its log says whether \(causes)")
        }
        noteTroubles(stream)
        try keepAlive(heard)
        return heard || isEarly
    }

    private func check(_ answers: [PushStream.Answer]) throws(BrokerError) {
        for (pattern, answer) in zip(channels.patterns, answers) {
            guard case .refused(let text) = answer else { continue }
            let complaint = RedisComplaint(node)
            guard pattern != channels.patterns.first, text.hasPrefix("NOPERM") else {
                throw complaint.error(text, to: "PSUBSCRIBE", rights: channels.rightsToFollow)
            }
            note(
                "user '\(node.userName)' may not follow \(pattern) at \(peer), where some senders may publish; "
                    + "to allow it: \(complaint.remedy(["&\(pattern)"]))")
        }
    }

    private func takeEarly(into batch: MessageBatch) -> Bool {
        guard !early.isEmpty else { return false }
        for var message in early.messages {
            message.bytes = batch.copy(early[message.bytes])
            batch.messages.append(message)
        }
        early.removeAll()
        return true
    }

    private func noteTroubles(_ stream: PushStream) {
        if let complaint = stream.complaint, complaint.hasPrefix("NOPERM") {
            note(
                "user '\(node.userName)' may not PING at \(peer), which answers all the same; to allow it: "
                    + RedisComplaint(node).remedy(["+ping"]))
        }
    }

    /// Asks a peer that is silent for a sign of life, and gives one up that gives none.
    private func keepAlive(_ heard: Bool) throws(BrokerError) {
        let now = MonotonicClock.now
        if heard {
            lastHeard = now
            lastPing = nil
        } else if let lastPing {
            // The silence counts from our question on, too: it may have been us who slept.
            guard now - lastHeard >= settings.heartbeat, now - lastPing >= settings.heartbeat / 2 else { return }
            let seconds = Int((now - lastHeard).rounded())
            let text = "\(peer) was silent for \(seconds) s and does not answer PING; it hangs, or the network lost it"
            throw BrokerError(.heartbeatMissed, text)
        } else if now - lastHeard >= settings.heartbeat * 0.4 {
            lastPing = now
            try session.transport.write(respCommand(["PING"]), timeout: settings.heartbeat / 2)
        }
    }
}
