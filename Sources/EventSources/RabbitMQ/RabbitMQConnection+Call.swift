// SPDX-License-Identifier: Apache-2.0

import CRabbitMQ

/// Commands with answers, as kombu's mailbox asks for them.
extension RabbitMQConnection {
    /// More answers than there can be workers.
    private static var maxReplies: Int { 100_000 }

    package func call(_ command: ControlCommand, timeout: Double) throws(BrokerError) -> [ControlReply] {
        let deadline = Deadline.after(timeout)
        let address = ControlCommand.ReplyAddress(ticket: RandomUUID.text(), routingKey: RandomUUID.text())
        let replies = try openReplies(address)
        guard let commands = try openPidbox() else { return [] }
        let body = command.body(replyTo: address, controlExchange: settings.controlExchange)
        try request(.publish(exchange: pidbox)) { () throws(AMQPFailure) in
            try link.publish(body, to: pidbox, headers: commandHeaders(timeout: timeout), on: commands)
        }
        do {
            let gathered = try gather(on: replies, command, until: deadline)
            // The queue goes with its channel's consumer.
            try link.closeChannel(replies)
            return gathered
        } catch {
            throw fail(error, .publish(exchange: pidbox))
        }
    }

    /// The queue for the answers, bound and read.
    private func openReplies(_ address: ControlCommand.ReplyAddress) throws(BrokerError) -> UInt16 {
        let exchange = "reply.\(pidbox)"
        let queue = AMQPQueue(
            name: "\(address.routingKey).\(exchange)", isExclusive: true, isAutoDelete: true,
            arguments: [AMQPEntry("x-expires", .integer(10_000))])
        var channel = try openChannel()
        let first = channel
        let refusal = try attempt(.declareExchange(exchange)) { () throws(AMQPFailure) in
            try link.declareExchange(exchange, type: "direct", isDurable: false, on: first)
        }
        if refusal != nil {
            channel = try openChannel()
            let second = channel
            try request(.declareExchange(exchange)) { () throws(AMQPFailure) in
                try link.declareExchange(exchange, type: "direct", isDurable: false, isPassive: true, on: second)
            }
        }
        let last = channel
        _ = try request(.declareQueue(queue.name)) { () throws(AMQPFailure) in
            try link.declareQueue(queue, on: last)
        }
        try request(.bind(queue: queue.name, exchange: exchange)) { () throws(AMQPFailure) in
            try link.bind(queue.name, to: exchange, address.routingKey, on: last)
        }
        try request(.consume(queue: queue.name)) { () throws(AMQPFailure) in
            try link.consume(queue.name, isAcknowledged: false, on: last)
        }
        return channel
    }

    /// A channel for the command; nil if there is no exchange for commands, and so no worker that listens.
    private func openPidbox() throws(BrokerError) -> UInt16? {
        let channel = try openChannel()
        let absence = try attempt(.declareExchange(pidbox)) { () throws(AMQPFailure) in
            try link.declareExchange(pidbox, type: "fanout", isDurable: false, isPassive: true, on: channel)
        }
        return absence == nil ? channel : nil
    }

    private func gather(
        on channel: UInt16, _ command: ControlCommand, until deadline: Deadline
    ) throws(AMQPFailure) -> [ControlReply] {
        var reader = DeliveryReader(maxMessageBytes: settings.maxMessageBytes)
        let batch = MessageBatch(capacity: 1 << 16)
        var replies: [ControlReply] = []
        var missing = Set(command.destination)
        while !deadline.isOver, replies.count < Self.maxReplies, let frame = try link.frame(before: deadline) {
            let outcome = reader.take(frame, on: channel, hasTag: false, into: batch)
            if outcome == .unexpected { throw .incorrect }
            if !frame.isDelivery(on: channel) { try takeAside(frame) }
            if !reader.needsFrames { link.release(frame.channel) }
            guard outcome == .complete else { continue }
            for message in batch.messages {
                guard let found = ControlReply.replies(in: batch.mutableBytes(message.bytes)) else {
                    warn(
                        "an answer of a worker is not JSON (\(batch.text(message.contentType))) and is passed over; "
                            + "set `task_serializer` to json there")
                    continue
                }
                replies += found
                missing.subtract(found.map(\.node))
            }
            batch.removeAll()
            if !command.destination.isEmpty, missing.isEmpty { break }
        }
        return replies
    }
}
