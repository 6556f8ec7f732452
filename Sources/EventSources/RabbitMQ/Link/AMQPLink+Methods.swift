// SPDX-License-Identifier: Apache-2.0

import CRabbitMQ
import Glibc

/// What is asked of the broker, each with its answer. What else comes meanwhile waits for ``AMQPLink/frame()``.
extension AMQPLink {
    /// What a queue is found to hold.
    struct QueueState: Hashable {
        /// Messages that are ready to be delivered.
        var messages: UInt64
        /// Consumers it has.
        var consumers: UInt64
    }

    /// Opens a channel.
    func openChannel(_ channel: UInt16) throws(AMQPFailure) {
        try answered(amqp_channel_open(state, channel) != nil, on: channel)
    }

    /// Closes a channel.
    func closeChannel(_ channel: UInt16) throws(AMQPFailure) {
        try check(amqp_channel_close(state, channel, Int32(AMQP_REPLY_SUCCESS)), on: channel)
    }

    /// Declares an exchange that is not deleted with its last binding.
    func declareExchange(
        _ name: String, type: String, isDurable: Bool, isPassive: Bool = false, on channel: UInt16
    ) throws(AMQPFailure) {
        try AMQPTexts.lend { texts throws(AMQPFailure) in
            try answered(
                amqp_exchange_declare(
                    state, channel, texts.bytes(name), texts.bytes(type), isPassive ? 1 : 0, isDurable ? 1 : 0, 0, 0,
                    amqp_empty_table) != nil, on: channel)
        }
    }

    /// Declares a queue.
    func declareQueue(_ queue: AMQPQueue, isPassive: Bool = false, on channel: UInt16) throws(AMQPFailure)
        -> QueueState
    {
        try AMQPTexts.lend { texts throws(AMQPFailure) in
            let found = amqp_queue_declare(
                state, channel, texts.bytes(queue.name), isPassive ? 1 : 0, queue.isDurable ? 1 : 0,
                queue.isExclusive ? 1 : 0, queue.isAutoDelete ? 1 : 0, texts.table(queue.arguments))
            guard let found else { throw failure(on: channel) }
            return QueueState(
                messages: UInt64(found.pointee.message_count), consumers: UInt64(found.pointee.consumer_count))
        }
    }

    /// Deletes a queue with all it holds.
    func deleteQueue(_ name: String, on channel: UInt16) throws(AMQPFailure) {
        try AMQPTexts.lend { texts throws(AMQPFailure) in
            try answered(amqp_queue_delete(state, channel, texts.bytes(name), 0, 0) != nil, on: channel)
        }
    }

    /// Lets an exchange's messages with such routing keys come into a queue.
    func bind(_ queue: String, to exchange: String, _ key: String, on channel: UInt16) throws(AMQPFailure) {
        try AMQPTexts.lend { texts throws(AMQPFailure) in
            try answered(
                amqp_queue_bind(
                    state, channel, texts.bytes(queue), texts.bytes(exchange), texts.bytes(key), amqp_empty_table)
                    != nil, on: channel)
        }
    }

    /// Takes a binding away; one that is not there is no mistake.
    func unbind(_ queue: String, from exchange: String, _ key: String, on channel: UInt16) throws(AMQPFailure) {
        try AMQPTexts.lend { texts throws(AMQPFailure) in
            try answered(
                amqp_queue_unbind(
                    state, channel, texts.bytes(queue), texts.bytes(exchange), texts.bytes(key), amqp_empty_table)
                    != nil, on: channel)
        }
    }

    /// Takes a binding between exchanges away; one that is not there is no mistake.
    func unbind(
        exchange destination: String, from source: String, _ key: String, on channel: UInt16
    ) throws(AMQPFailure) {
        try AMQPTexts.lend { texts throws(AMQPFailure) in
            try answered(
                amqp_exchange_unbind(
                    state, channel, texts.bytes(destination), texts.bytes(source), texts.bytes(key), amqp_empty_table)
                    != nil, on: channel)
        }
    }

    /// Bounds the deliveries that may be without acknowledgement.
    func limitDeliveries(_ count: UInt16, on channel: UInt16) throws(AMQPFailure) {
        try answered(amqp_basic_qos(state, channel, 0, count, 0) != nil, on: channel)
    }

    /// Asks for a queue's messages.
    func consume(
        _ queue: String, isAcknowledged: Bool, arguments: [AMQPEntry] = [], on channel: UInt16
    ) throws(AMQPFailure) {
        try AMQPTexts.lend { texts throws(AMQPFailure) in
            try answered(
                amqp_basic_consume(
                    state, channel, texts.bytes(queue), texts.bytes("evcam"), 0, isAcknowledged ? 0 : 1, 0,
                    texts.table(arguments)) != nil, on: channel)
        }
    }

    /// Lets the broker confirm what is published on this channel.
    func confirmPublishing(on channel: UInt16) throws(AMQPFailure) {
        try answered(amqp_confirm_select(state, channel) != nil, on: channel)
    }

    /// Sends a message with JSON in it, as kombu's producers do.
    func publish(
        _ body: String, to exchange: String, key: String = "", headers: [AMQPEntry] = [], on channel: UInt16
    ) throws(AMQPFailure) {
        try AMQPTexts.lend { texts throws(AMQPFailure) in
            var properties = amqp_basic_properties_t()
            properties._flags =
                AMQPProperty.contentType | AMQPProperty.contentEncoding | AMQPProperty.headers
                | AMQPProperty.deliveryMode | AMQPProperty.priority
            properties.content_type = texts.bytes("application/json")
            properties.content_encoding = texts.bytes("utf-8")
            properties.headers = texts.table(headers)
            properties.delivery_mode = 2
            let status = amqp_basic_publish(
                state, channel, texts.bytes(exchange), texts.bytes(key), 0, 0, &properties, texts.bytes(body))
            guard status == AMQP_STATUS_OK.rawValue else { throw .broken(status: status, errno: errno) }
        }
    }

    /// Acknowledges one delivery, or all up to it.
    func acknowledge(_ tag: UInt64, andAllBefore isMultiple: Bool, on channel: UInt16) throws(AMQPFailure) {
        let status = amqp_basic_ack(state, channel, tag, isMultiple ? 1 : 0)
        guard status == AMQP_STATUS_OK.rawValue else { throw .broken(status: status, errno: errno) }
    }

    /// Answers the broker's cancellation of a consumer.
    func confirmCancellation(on channel: UInt16) {
        AMQPTexts.lend { texts in
            var answer = amqp_basic_cancel_ok_t(consumer_tag: texts.bytes("evcam"))
            amqp_send_method(state, channel, AMQP_BASIC_CANCEL_OK_METHOD, &answer)
        }
    }

    /// Throws what went wrong with a method that gave a reply.
    func check(_ reply: amqp_rpc_reply_t, on channel: UInt16) throws(AMQPFailure) {
        let code = errno
        switch reply.reply_type {
        case AMQP_RESPONSE_NORMAL:
            amqp_maybe_release_buffers(state)
        case AMQP_RESPONSE_SERVER_EXCEPTION:
            throw ending(reply.reply, on: channel)
                ?? .broken(status: AMQP_STATUS_UNEXPECTED_STATE.rawValue, errno: 0)
        default:
            throw .broken(status: reply.library_error, errno: code)
        }
    }

    private func answered(_ isAnswered: Bool, on channel: UInt16) throws(AMQPFailure) {
        guard isAnswered else { throw failure(on: channel) }
        amqp_maybe_release_buffers(state)
    }

    /// What went wrong with the last method.
    private func failure(on channel: UInt16) -> AMQPFailure {
        let code = errno
        let reply = amqp_get_rpc_reply(state)
        guard reply.reply_type == AMQP_RESPONSE_SERVER_EXCEPTION else {
            return .broken(status: reply.library_error, errno: code)
        }
        return ending(reply.reply, on: channel) ?? .broken(status: AMQP_STATUS_UNEXPECTED_STATE.rawValue, errno: 0)
    }
}
