// SPDX-License-Identifier: Apache-2.0

import CRabbitMQ

/// The connection over which commands to workers are published.
final class CommandLink {
    /// What became of a command.
    enum Outcome: Hashable {
        /// The broker has handed it to every worker's queue.
        case sent
        /// No worker listens, and the user may not make the exchange where one would.
        case nobodyListens
        /// The user may not publish it.
        case refused(AMQPReason)
        /// An alarm is on, as the broker has answered: it takes the command when it is over.
        case held
        /// An alarm is on, as was known: the command was not published.
        case blocked
        /// The broker has not confirmed it in time.
        case unconfirmed
    }

    private let link: AMQPLink
    private let exchange: String
    private var channels: UInt16 = 0
    /// The channel to publish on; 0: none is open.
    private var channel: UInt16 = 0
    /// The broker's word for its alarm; nil: there is none.
    private(set) var alarm: String?

    init(_ link: AMQPLink, exchange: String) {
        self.link = link
        self.exchange = exchange
    }

    /// To wait for what the broker says; then, ``serve()``.
    var fileDescriptor: Int32 { link.fileDescriptor }
    /// Whether it is time to ``serve()``, without anything to read.
    var wantsService: Bool { link.wantsService }

    /// Publishes a command, and waits up to `patience` seconds for the broker's confirmation.
    ///
    /// An error is the link's end.
    func send(_ body: String, headers: [AMQPEntry], patience: Double) throws(AMQPFailure) -> Outcome {
        try serve()
        if alarm != nil { return .blocked }
        if channel == 0, try !openChannel() { return .nobodyListens }
        try link.publish(body, to: exchange, headers: headers, on: channel)
        let deadline = AMQPDeadline(in: patience)
        while !deadline.hasPassed, let frame = try link.frame(before: deadline) {
            defer { link.release(frame.channel) }
            if frame.channel == channel, frame.isMethod(AMQP_BASIC_ACK_METHOD) || frame.isMethod(AMQP_BASIC_NACK_METHOD)
            {
                return .sent
            }
            do {
                try take(frame)
            } catch .refused(let reason) {
                if Int32(reason.code) == AMQP_NOT_FOUND { return .nobodyListens }
                return .refused(reason)
            }
            if alarm != nil { return .held }
        }
        return .unconfirmed
    }

    /// Takes what the broker has said meanwhile, and lets librabbitmq send its heartbeat.
    func serve() throws(AMQPFailure) {
        repeat {
            guard let frame = try link.frame() else { break }
            link.heard()
            defer { link.release(frame.channel) }
            do { try take(frame) } catch .refused {}
        } while link.isBuffered
    }

    /// Ends it.
    func close(patience: Double) { alarm == nil ? link.close(patience: patience) : link.destroy() }

    private func take(_ frame: amqp_frame_t) throws(AMQPFailure) {
        guard Int32(frame.frame_type) == AMQP_FRAME_METHOD else { return }
        let method = frame.payload.method
        if let ending = link.ending(method, on: frame.channel) {
            if frame.channel == channel { channel = 0 }
            throw ending
        }
        switch method.id {
        case AMQP_CONNECTION_BLOCKED_METHOD:
            let reason = method.decoded?.assumingMemoryBound(to: amqp_connection_blocked_t.self).pointee.reason
            alarm = reason.map(AMQPLink.text) ?? "no reason given"
        case AMQP_CONNECTION_UNBLOCKED_METHOD:
            alarm = nil
        default:
            break
        }
    }

    /// Opens the channel, and sees to it that the exchange is there, as kombu does before it publishes.
    /// - Returns: false if it is not there, and may not be made.
    private func openChannel() throws(AMQPFailure) -> Bool {
        for isPassive in [true, false] {
            channels += 1
            try link.openChannel(channels)
            do {
                try link.declareExchange(
                    exchange, type: "fanout", isDurable: false, isPassive: isPassive, on: channels)
                try link.confirmPublishing(on: channels)
                channel = channels
                return true
            } catch .refused {}
        }
        return false
    }
}
