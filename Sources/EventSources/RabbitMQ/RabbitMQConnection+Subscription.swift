// SPDX-License-Identifier: Apache-2.0

import CRabbitMQ

/// Exchange, queue, binding and consumer, in the order in which Celery's receiver declares them.
extension RabbitMQConnection {
    package func subscribe() throws(BrokerError) -> UInt64 {
        var channel = try openChannel()
        try declareExchange(on: &channel)
        let queue = eventQueue()
        let state = try declareQueue(queue, on: &channel)
        try request(.bind(queue: queue.name, exchange: settings.exchange)) { () throws(AMQPFailure) in
            try link.bind(queue.name, to: settings.exchange, settings.rabbitMQ.routingKey, on: channel)
        }
        if isDurable {
            if state.consumers > 0, !settings.rabbitMQ.singleActiveConsumer {
                warn(
                    "somebody else reads the queue '\(queue.name)' too: each gets a part of the events only; "
                        + "set another `queue_name`, or `single_active_consumer`")
            }
            try request(.consume(queue: queue.name)) { () throws(AMQPFailure) in
                try link.limitDeliveries(settings.rabbitMQ.prefetch, on: channel)
            }
        }
        deliveries.backlog = state.messages
        consumerChannel = channel
        try request(.consume(queue: queue.name)) { () throws(AMQPFailure) in
            try link.consume(queue.name, isAcknowledged: isDurable, on: channel)
        }
        return state.messages
    }

    /// The queue that the settings describe; a transient one has a new name each time.
    func eventQueue() -> AMQPQueue {
        let wanted = settings.rabbitMQ
        var queue = AMQPQueue(name: wanted.queueName)
        switch wanted.queue {
        case .transient:
            queue.name = "\(wanted.queuePrefix).\(RandomUUID.text())"
            queue.isExclusive = true
            queue.isAutoDelete = true
        case .durable:
            queue.isDurable = true
            if let expires = wanted.expires {
                queue.arguments.append(AMQPEntry("x-expires", .integer(Int64(max(expires * 1000, 1).rounded()))))
            }
            if wanted.singleActiveConsumer {
                queue.arguments.append(AMQPEntry("x-single-active-consumer", .bool(true)))
            }
        }
        queue.arguments.append(AMQPEntry("x-max-length-bytes", .integer(Int64(max(wanted.maxLengthBytes, 0)))))
        queue.arguments.append(AMQPEntry("x-overflow", .text("drop-head")))
        return queue
    }

    /// Declares Celery's exchange.
    ///
    /// If that is refused, because it is there with other properties or because the right is missing, it is enough
    /// that it is there. A refusal closes the channel; afterwards `channel` is another one.
    func declareExchange(on channel: inout UInt16) throws(BrokerError) {
        let name = settings.exchange
        let first = channel
        let refusal = try attempt(.declareExchange(name)) { () throws(AMQPFailure) in
            try link.declareExchange(name, type: "topic", isDurable: true, on: first)
        }
        guard let refusal else { return }
        let second = try openChannel()
        channel = second
        try request(.declareExchange(name)) { () throws(AMQPFailure) in
            try link.declareExchange(name, type: "topic", isDurable: true, isPassive: true, on: second)
        }
        if Int32(refusal.code) == AMQP_PRECONDITION_FAILED {
            warnOnce(
                "the exchange '\(name)' is not as Celery declares it, and is used as it is (\(refusal.text)); "
                    + "if no events come, delete it and restart the workers")
        }
    }

    /// Declares the queue.
    ///
    /// One that an operator has made will do without the right to make it.
    private func declareQueue(
        _ queue: AMQPQueue, on channel: inout UInt16
    ) throws(BrokerError) -> AMQPLink.QueueState {
        let first = channel
        do {
            return try link.declareQueue(queue, on: first)
        } catch .refused(let reason) where isDurable && Int32(reason.code) == AMQP_ACCESS_REFUSED {
            let second = try openChannel()
            channel = second
            var state: AMQPLink.QueueState?
            let absence = try attempt(.declareQueue(queue.name)) { () throws(AMQPFailure) in
                state = try link.declareQueue(queue, isPassive: true, on: second)
            }
            guard absence == nil, let state else { throw fail(.refused(reason), .declareQueue(queue.name)) }
            return state
        } catch {
            throw fail(error, .declareQueue(queue.name))
        }
    }
}
