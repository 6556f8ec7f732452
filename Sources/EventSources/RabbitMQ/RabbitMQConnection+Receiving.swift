// SPDX-License-Identifier: Apache-2.0

import CRabbitMQ
import Glibc
import Threads

/// Deliveries, and what else the broker says while they come.
extension RabbitMQConnection {
    package func receive(
        into batch: MessageBatch, maxBytes: Int, timeout: Double
    ) throws(BrokerError) -> Bool {
        if let ending { throw ending }
        let count = batch.messages.count
        deliveries.received = WallClock.now
        deliveries.resume(batch)
        defer { deliveries.park(batch) }
        do {
            return try receive(into: batch, maxBytes: maxBytes, until: Deadline.after(timeout))
        } catch {
            let error = fail(error, .other("receive events"))
            guard batch.messages.count > count else { throw error }
            // What came before the end is handed out first.
            ending = error
            return true
        }
    }

    /// Nothing is read: the broker stops sending once the socket's buffers are full, and takes our heartbeats all the
    /// same.
    package func keepAlive() throws(BrokerError) {
        if let ending { throw ending }
        try request(.other("send a heartbeat")) { () throws(AMQPFailure) in try link.keepAlive() }
        if let commands, commands.wantsService { serve(commands) }
    }

    package func acknowledge(through tag: UInt64) throws(BrokerError) {
        // A tag twice would close the channel.
        guard isDurable, tag > acknowledged else { return }
        if let ending { throw ending }
        try request(.other("acknowledge events")) { () throws(AMQPFailure) in
            try link.acknowledge(tag, andAllBefore: true, on: consumerChannel)
        }
        acknowledged = tag
    }

    private func receive(
        into batch: MessageBatch, maxBytes: Int, until deadline: Deadline
    ) throws(AMQPFailure) -> Bool {
        let count = batch.messages.count
        var isHeard = false
        while batch.byteCount < maxBytes || deliveries.isAmidst {
            let hasMessages = batch.messages.count > count
            let isReadable = link.isBuffered || waitForInput(hasMessages ? 0 : min(deadline.remaining, 0.25))
            if isReadable {
                isHeard = true
                link.heard()
            } else {
                try link.checkPatience()
            }
            if isReadable || link.wantsService { try readFrames(into: batch, maxBytes: maxBytes) }
            if hasMessages && !isReadable || deadline.isOver { break }
        }
        // Who has no room for messages yet keeps the connection all the same.
        if batch.byteCount >= maxBytes { try link.keepAlive() }
        return isHeard
    }

    /// Takes the frames that one read from the socket brings.
    private func readFrames(into batch: MessageBatch, maxBytes: Int) throws(AMQPFailure) {
        repeat {
            guard let frame = try link.frame() else { return }
            try take(frame, into: batch)
        } while link.isBuffered && (batch.byteCount < maxBytes || deliveries.isAmidst)
    }

    /// Waits until the broker says something.
    ///
    /// Whatever comes over the commands' connection meanwhile is seen to.
    private func waitForInput(_ seconds: Double) -> Bool {
        var waited = (
            pollfd(fd: link.fileDescriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: commands?.fileDescriptor ?? -1, events: Int16(POLLIN), revents: 0)
        )
        let ready = withUnsafeMutableBytes(of: &waited) {
            poll($0.baseAddress?.assumingMemoryBound(to: pollfd.self), 2, pollTimeout(seconds))
        }
        if let commands, waited.1.revents != 0 || commands.wantsService { serve(commands) }
        return ready > 0 && waited.0.revents != 0
    }

    private func take(_ frame: amqp_frame_t, into batch: MessageBatch) throws(AMQPFailure) {
        switch deliveries.take(frame, on: consumerChannel, hasTag: isDurable, into: batch) {
        case .complete: break
        case .partial: if !frame.isDelivery(on: consumerChannel) { try takeAside(frame) }
        case .oversized(let tag): try passOver(tag)
        case .unexpected: throw .incorrect
        }
        if !deliveries.needsFrames { link.release(frame.channel) }
    }

    /// Counts a delivery that is too large; one that would come again is settled at once.
    private func passOver(_ tag: UInt64) throws(AMQPFailure) {
        oversized += 1
        if oversized == 1 {
            warn(
                "a message is larger than `limits.max_message` (\(settings.maxMessageBytes) bytes) and is "
                    + "passed over; further ones are counted")
        }
        if tag > 0 { try link.acknowledge(tag, andAllBefore: false, on: consumerChannel) }
    }

    /// Takes a frame that is no part of a delivery.
    func takeAside(_ frame: amqp_frame_t) throws(AMQPFailure) {
        guard Int32(frame.frame_type) == AMQP_FRAME_METHOD else { return }
        let method = frame.payload.method
        if let ending = link.ending(method, on: frame.channel) { throw ending }
        switch method.id {
        case AMQP_BASIC_CANCEL_METHOD:
            link.confirmCancellation(on: frame.channel)
            throw .cancelled
        case AMQP_CONNECTION_BLOCKED_METHOD:
            // Only a connection that has published is told: that of a call.
            warn("the broker has raised an alarm (memory or disk): it does not hand commands on until it is over")
        default:
            break
        }
    }
}
