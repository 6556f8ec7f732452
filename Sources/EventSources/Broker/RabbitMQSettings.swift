// SPDX-License-Identifier: Apache-2.0

/// The queue that events are read from at RabbitMQ.
package struct RabbitMQSettings: Hashable, Sendable {
    /// How long the queue lives.
    package enum Queue: String, Hashable, Sendable {
        /// As long as the connection: exclusive, with a name of its own.
        case transient
        /// It outlives us, so that what is published while we are away waits for us.
        case durable
    }

    /// How long it lives.
    package var queue = Queue.transient
    /// Celery's `event_queue_prefix`: a transient queue is named `PREFIX.UUID`.
    package var queuePrefix = "celeryev"
    /// A durable queue's name.
    package var queueName = "celeryev.evcam"
    /// Seconds without a consumer after which the broker deletes a durable queue; nil: never.
    package var expires: Double? = 7 * 86_400
    /// Whether of several evcams at one durable queue only one gets messages, and the next one when it goes.
    package var singleActiveConsumer = false
    /// Deliveries of a durable queue that may be without acknowledgement.
    package var prefetch: UInt16 = 20_000
    /// Bytes that the broker keeps for us before it drops the oldest.
    package var maxLengthBytes = 1_000_000_000
    /// Celery's routing key: what is bound.
    package var routingKey = "#"

    /// Celery's own kind of queue, without its time to live.
    package init() {}
}
