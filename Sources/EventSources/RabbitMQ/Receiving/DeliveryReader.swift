// SPDX-License-Identifier: Apache-2.0

import CRabbitMQ
import Glibc

/// Puts deliveries together from their frames: a method, a header, and the body in pieces.
///
/// Each piece is copied once, from librabbitmq's buffer into the batch.
struct DeliveryReader {
    /// What a frame led to.
    enum Outcome: Hashable {
        /// The frame belongs to a delivery that is not complete yet.
        case partial
        /// The batch has one more message.
        case complete
        /// The delivery was larger than allowed, and passed over.
        case oversized(tag: UInt64)
        /// Such a frame has no place here: the peer does not speak AMQP.
        case unexpected
    }

    private enum Stage {
        case idle
        /// The method came, the header did not.
        case announced
        /// So many bytes of the body are missing.
        case body(UInt64)
        /// So many bytes of a body are missing that nobody wants.
        case skipping(UInt64)
    }

    /// Bytes that a body may have.
    let maxMessageBytes: Int
    /// Deliveries that are still to come of those that the broker had kept.
    var backlog: UInt64 = 0
    /// When the messages count as received, UNIX seconds.
    var received = Double.nan

    private var stage = Stage.idle
    private var message = MessageBatch.Message(bytes: .init(), format: .body)
    /// Where the bytes of the message that is not complete begin.
    private var start = 0
    /// librabbitmq's memory, which is not released before the header has come.
    private var routingKey = amqp_bytes_t(len: 0, bytes: nil)
    private var carried = MessageBatch(capacity: 0)

    init(maxMessageBytes: Int) { self.maxMessageBytes = max(maxMessageBytes, 0) }

    /// Whether librabbitmq's memory is still needed after this frame.
    var needsFrames: Bool { if case .announced = stage { true } else { false } }

    /// Whether a body has begun and is not complete.
    var isAmidst: Bool { if case .body = stage { true } else { false } }

    /// Takes a frame of a consumer's channel; one that belongs to no delivery is `partial`.
    mutating func take(
        _ frame: amqp_frame_t, on channel: UInt16, hasTag: Bool, into batch: MessageBatch
    ) -> Outcome {
        guard frame.isDelivery(on: channel) else { return .partial }
        switch Int32(frame.frame_type) {
        case AMQP_FRAME_METHOD:
            guard let decoded = frame.payload.method.decoded else { return .unexpected }
            return begin(decoded.assumingMemoryBound(to: amqp_basic_deliver_t.self).pointee, hasTag: hasTag)
        case AMQP_FRAME_HEADER:
            guard let decoded = frame.payload.properties.decoded else { return .unexpected }
            return header(
                decoded.assumingMemoryBound(to: amqp_basic_properties_t.self).pointee,
                bodySize: frame.payload.properties.body_size, into: batch)
        default:
            return body(frame.payload.body_fragment, into: batch)
        }
    }

    /// Begins a delivery.
    private mutating func begin(_ delivery: amqp_basic_deliver_t, hasTag: Bool) -> Outcome {
        guard case .idle = stage else { return .unexpected }
        message = MessageBatch.Message(bytes: .init(), format: .body)
        message.received = received
        if hasTag { message.tag = delivery.delivery_tag }
        if delivery.redelivered != 0 { message.flags.insert(.redelivered) }
        if backlog > 0 {
            backlog -= 1
            message.flags.insert(.backlog)
        }
        routingKey = delivery.routing_key
        stage = .announced
        return .partial
    }

    /// Takes the header: the labels go into the batch.
    private mutating func header(
        _ properties: amqp_basic_properties_t, bodySize: UInt64, into batch: MessageBatch
    ) -> Outcome {
        guard case .announced = stage else { return .unexpected }
        guard bodySize <= UInt64(maxMessageBytes) else {
            stage = .skipping(bodySize)
            return .partial
        }
        start = batch.byteCount
        message.routingKey = batch.append(routingKey)
        if properties._flags & AMQPProperty.contentType != 0 {
            message.contentType = batch.append(properties.content_type)
        }
        if properties._flags & AMQPProperty.headers != 0 { label(properties.headers, in: batch) }
        message.bytes.offset = batch.byteCount
        guard bodySize > 0 else { return finish(batch) }
        stage = .body(bodySize)
        return .partial
    }

    /// Takes a piece of the body.
    private mutating func body(_ piece: amqp_bytes_t, into batch: MessageBatch) -> Outcome {
        let count = UInt64(piece.len)
        switch stage {
        case .body(let missing) where count <= missing:
            message.bytes.length += batch.append(piece).length
            stage = .body(missing - count)
            return missing == count ? finish(batch) : .partial
        case .skipping(let missing) where count <= missing:
            stage = missing == count ? .idle : .skipping(missing - count)
            return missing == count ? .oversized(tag: message.tag) : .partial
        default:
            return .unexpected
        }
    }

    /// Takes what is there of an incomplete message out of the batch, which goes to others.
    mutating func park(_ batch: MessageBatch) {
        guard case .body = stage else { return }
        let part = MessageBatch.Slice(offset: start, length: batch.byteCount - start)
        _ = carried.copy(batch[part])
        batch.removeLast(part.length)
    }

    /// Puts it into the next batch, to go on there.
    mutating func resume(_ batch: MessageBatch) {
        guard case .body = stage else { return }
        let moved = batch.copy(carried[MessageBatch.Slice(offset: 0, length: carried.byteCount)])
        let distance = moved.offset - start
        start = moved.offset
        message.bytes.offset += distance
        message.routingKey.offset += distance
        message.contentType.offset += distance
        message.compression.offset += distance
        message.sender.offset += distance
        // Memory for the largest message is not kept for ever.
        carried = MessageBatch(capacity: 0)
    }

    private mutating func finish(_ batch: MessageBatch) -> Outcome {
        batch.messages.append(message)
        stage = .idle
        return .complete
    }

    /// Of the headers only the two that Celery's receivers look at.
    private mutating func label(_ headers: amqp_table_t, in batch: MessageBatch) {
        guard let entries = headers.entries else { return }
        for index in 0..<Int(headers.num_entries) {
            let kind = UInt32(entries[index].value.kind)
            guard kind == AMQP_FIELD_KIND_UTF8.rawValue || kind == AMQP_FIELD_KIND_BYTES.rawValue else { continue }
            let value = entries[index].value.value.bytes
            if entries[index].key.holds("hostname") {
                message.sender = batch.append(value)
            } else if entries[index].key.holds("compression") {
                message.compression = batch.append(value)
            }
        }
    }
}

extension MessageBatch {
    /// Copies librabbitmq's bytes.
    fileprivate func append(_ bytes: amqp_bytes_t) -> Slice {
        guard let start = bytes.bytes, bytes.len > 0 else { return Slice(offset: byteCount) }
        return copy(UnsafeRawBufferPointer(start: start, count: bytes.len))
    }
}

extension amqp_bytes_t {
    /// Whether it is this text.
    fileprivate func holds(_ text: StaticString) -> Bool {
        guard let bytes, len == text.utf8CodeUnitCount else { return false }
        return memcmp(bytes, text.utf8Start, len) == 0
    }
}
