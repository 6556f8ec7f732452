// SPDX-License-Identifier: Apache-2.0

import CRabbitMQ
import Glibc
import Threads

/// One AMQP connection that is logged in, for one thread.
final class AMQPLink {
    /// The longest frame: RabbitMQ's own default.
    static let frameMax: Int32 = 131_072

    /// Whom it reaches.
    let place: AMQPPlace
    /// librabbitmq's connection.
    let state: amqp_connection_state_t
    /// What is to be known of the encryption as long as the socket lives; nil: there is none.
    private let security: AMQPSecurity?
    /// Seconds after which a silent peer counts as dead; nil: never.
    let patience: Double?
    /// When bytes came last, seconds on the monotonic clock.
    private(set) var lastHeard: Double
    /// When librabbitmq had its last chance to send a heartbeat, likewise.
    private var lastServed: Double
    private var isDestroyed = false

    /// Takes over a connection that ``AMQPOpening`` has made.
    init(_ state: amqp_connection_state_t, place: AMQPPlace, security: AMQPSecurity?, patience: Double?) {
        self.state = state
        self.place = place
        self.security = security
        self.patience = patience
        lastHeard = MonotonicClock.now
        lastServed = lastHeard
    }

    deinit { destroy() }

    /// The socket; -1 if librabbitmq has closed it.
    var fileDescriptor: Int32 { isDestroyed ? -1 : amqp_get_sockfd(state) }

    /// Whether there are bytes or frames that were received and not handed out.
    var isBuffered: Bool { amqp_data_in_buffer(state) != 0 || amqp_frames_enqueued(state) != 0 }

    /// Whether librabbitmq has to be asked for a frame, lest it misses the time for a heartbeat.
    var wantsService: Bool {
        guard let patience else { return false }
        return MonotonicClock.now - lastServed > min(patience / 8, 1)
    }

    /// The next frame of those that are there, reading once from the socket if need be; nil: none is complete.
    ///
    /// It is valid until ``release(_:)`` of its channel.
    func frame() throws(AMQPFailure) -> amqp_frame_t? {
        try frame(timeval(tv_sec: 0, tv_usec: 0))
    }

    /// The next frame, waiting for it; nil: none came before the deadline.
    func frame(before deadline: AMQPDeadline) throws(AMQPFailure) -> amqp_frame_t? { try frame(deadline.timeval) }

    private func frame(_ patience: timeval) throws(AMQPFailure) -> amqp_frame_t? {
        var frame = amqp_frame_t()
        var patience = patience
        let status = amqp_simple_wait_frame_noblock(state, &frame, &patience)
        if status == AMQP_STATUS_OK.rawValue { return frame }
        lastServed = MonotonicClock.now
        if status == AMQP_STATUS_TIMEOUT.rawValue { return nil }
        throw .broken(status: status, errno: errno)
    }

    /// Sends a heartbeat if it is time to, without reading.
    func keepAlive() throws(AMQPFailure) {
        guard wantsService else { return }
        lastServed = MonotonicClock.now
        var frame = amqp_frame_t()
        frame.frame_type = UInt8(AMQP_FRAME_HEARTBEAT)
        let status = amqp_send_frame(state, &frame)
        guard status == AMQP_STATUS_OK.rawValue else { throw .broken(status: status, errno: errno) }
    }

    /// Gives the memory of a channel's frames back.
    func release(_ channel: UInt16) { amqp_maybe_release_buffers_on_channel(state, channel) }

    /// The peer was heard just now.
    func heard() { lastHeard = MonotonicClock.now }

    /// Ends it if the peer was silent for too long; only right after its socket was found to hold nothing.
    func checkPatience() throws(AMQPFailure) {
        guard let patience, MonotonicClock.now - lastHeard > patience else { return }
        throw .broken(status: AMQP_STATUS_HEARTBEAT_TIMEOUT.rawValue, errno: 0)
    }

    /// Answers a connection's or a channel's end, and gives the reason; nil if the method is neither.
    func ending(_ method: amqp_method_t, on channel: UInt16) -> AMQPFailure? {
        guard let decoded = method.decoded else { return nil }
        switch method.id {
        case AMQP_CONNECTION_CLOSE_METHOD:
            let close = decoded.assumingMemoryBound(to: amqp_connection_close_t.self).pointee
            var answer = amqp_connection_close_ok_t()
            amqp_send_method(state, 0, AMQP_CONNECTION_CLOSE_OK_METHOD, &answer)
            return .closed(AMQPReason(code: close.reply_code, text: Self.text(close.reply_text)))
        case AMQP_CHANNEL_CLOSE_METHOD:
            let close = decoded.assumingMemoryBound(to: amqp_channel_close_t.self).pointee
            var answer = amqp_channel_close_ok_t()
            amqp_send_method(state, channel, AMQP_CHANNEL_CLOSE_OK_METHOD, &answer)
            return .refused(AMQPReason(code: close.reply_code, text: Self.text(close.reply_text)))
        default:
            return nil
        }
    }

    /// Says good-bye and waits up to `patience` seconds for the answer, passing over what else comes; then lets go.
    ///
    /// Without the wait, what we do not read any more would make the system reset the connection, and what we sent
    /// last (acknowledgements) could be lost with it.
    func close(patience: Double) {
        guard !isDestroyed else { return }
        defer { destroy() }
        AMQPTexts.lend { texts in
            var close = amqp_connection_close_t(
                reply_code: UInt16(AMQP_REPLY_SUCCESS), reply_text: texts.bytes("evcam ends"), class_id: 0, method_id: 0
            )
            guard amqp_send_method(state, 0, AMQP_CONNECTION_CLOSE_METHOD, &close) == AMQP_STATUS_OK.rawValue else {
                return
            }
            let deadline = AMQPDeadline(in: patience)
            while !deadline.hasPassed, let frame = try? frame(before: deadline) {
                if frame.isMethod(AMQP_CONNECTION_CLOSE_OK_METHOD) { return }
                release(frame.channel)
            }
        }
    }

    /// Lets go of everything at once.
    func destroy() {
        guard !isDestroyed else { return }
        isDestroyed = true
        amqp_destroy_connection(state)
    }

    /// Bytes of librabbitmq's as text; what is not UTF-8 is replaced.
    static func text(_ bytes: amqp_bytes_t) -> String {
        let count = bytes.bytes == nil ? 0 : bytes.len
        return String(decoding: UnsafeRawBufferPointer(start: bytes.bytes, count: count), as: UTF8.self)
    }
}

extension amqp_frame_t {
    /// Whether it is this method.
    func isMethod(_ id: amqp_method_number_t) -> Bool {
        Int32(frame_type) == AMQP_FRAME_METHOD && payload.method.id == id
    }

    /// Whether it is part of a delivery on this channel.
    func isDelivery(on channel: UInt16) -> Bool {
        self.channel == channel
            && (Int32(frame_type) == AMQP_FRAME_HEADER || Int32(frame_type) == AMQP_FRAME_BODY
                || isMethod(AMQP_BASIC_DELIVER_METHOD))
    }
}
