// SPDX-License-Identifier: Apache-2.0

import CRabbitMQ

/// What the user may do, tried with requests that change nothing.
extension RabbitMQConnection {
    package func checkRights() throws(BrokerError) -> [RightsFinding] {
        var findings = [RightsFinding(.fine, "'\(link.place.user)' may log in at \(peer).")]
        try findings.append(checkExchange())
        try findings += checkQueue()
        try findings.append(checkCommands())
        return findings
    }

    private func checkExchange() throws(BrokerError) -> RightsFinding {
        let channel = try openChannel()
        let exchange = settings.exchange
        let absence = try attempt(.declareExchange(exchange)) { () throws(AMQPFailure) in
            try link.declareExchange(exchange, type: "topic", isDurable: true, isPassive: true, on: channel)
        }
        return RightsFinding(
            .fine,
            absence == nil
                ? "The exchange '\(exchange)' is there."
                : "The exchange '\(exchange)' is not there yet: a worker makes it, or evcam if it may.")
    }

    /// Queue, binding, reading.
    ///
    /// A durable queue that is not there is made for the moment, under its name, as an exclusive one; one that is
    /// there is left alone.
    private func checkQueue() throws(BrokerError) -> [RightsFinding] {
        var queue = eventQueue()
        var exists = false
        if isDurable {
            let channel = try openChannel()
            let wanted = queue
            let absence = try attempt(.declareQueue(queue.name)) { () throws(AMQPFailure) in
                _ = try link.declareQueue(wanted, isPassive: true, on: channel)
            }
            exists = absence == nil
            if !exists {
                queue.isDurable = false
                queue.isExclusive = true
                queue.isAutoDelete = true
            }
        }
        let name = queue.name
        let declared = queue
        let channel = try openChannel()
        if let refusal = try attempt(
            .declareQueue(name), { () throws(AMQPFailure) in _ = try link.declareQueue(declared, on: channel) })
        {
            return [RightsFinding(.refused, sentence(refusal, .declareQueue(name)))]
        }
        let text = exists ? "The queue '\(name)' is there, and as evcam wants it." : "'\(name)' may be declared."
        var findings = [RightsFinding(.fine, text)]
        try findings.append(checkBinding(name))
        try findings.append(checkReading(name))
        if !exists {
            let last = try openChannel()
            _ = try attempt(.declareQueue(name)) { () throws(AMQPFailure) in try link.deleteQueue(name, on: last) }
        }
        return findings
    }

    /// Taking away a binding that is not there takes the same rights as making one.
    private func checkBinding(_ queue: String) throws(BrokerError) -> RightsFinding {
        let channel = try openChannel()
        let request = AMQPRequest.bind(queue: queue, exchange: settings.exchange)
        let refusal = try attempt(request) { () throws(AMQPFailure) in
            try link.unbind(queue, from: settings.exchange, "evcam.\(RandomUUID.text())", on: channel)
        }
        guard let refusal, Int32(refusal.code) != AMQP_NOT_FOUND else {
            return RightsFinding(.fine, "'\(queue)' may be bound.")
        }
        return RightsFinding(.refused, sentence(refusal, request))
    }

    /// A consumer with an argument that cannot be is refused for that, once the right to read was found in order.
    private func checkReading(_ queue: String) throws(BrokerError) -> RightsFinding {
        let channel = try openChannel()
        let request = AMQPRequest.consume(queue: queue)
        let refusal = try attempt(request) { () throws(AMQPFailure) in
            try link.consume(
                queue, isAcknowledged: true, arguments: [AMQPEntry("x-priority", .text("none"))], on: channel)
        }
        guard let refusal, Int32(refusal.code) != AMQP_PRECONDITION_FAILED else {
            return RightsFinding(.fine, "'\(queue)' may be read.")
        }
        return RightsFinding(.refused, sentence(refusal, request))
    }

    /// Taking away a binding between exchanges, which is not there, takes the right to write that a command takes.
    private func checkCommands() throws(BrokerError) -> RightsFinding {
        let request = AMQPRequest.publish(exchange: pidbox)
        let first = try openChannel()
        let absence = try attempt(request) { () throws(AMQPFailure) in
            try link.declareExchange(pidbox, type: "fanout", isDurable: false, isPassive: true, on: first)
        }
        guard absence == nil else {
            return RightsFinding(.fine, "No worker listens to commands: there is no exchange '\(pidbox)'.")
        }
        let second = try openChannel()
        let refusal = try attempt(request) { () throws(AMQPFailure) in
            try link.unbind(exchange: pidbox, from: settings.exchange, "evcam.\(RandomUUID.text())", on: second)
        }
        guard let refusal, Int32(refusal.code) != AMQP_NOT_FOUND else {
            return RightsFinding(.fine, "Commands may be sent to '\(pidbox)'.")
        }
        return RightsFinding(.lacking, sentence(refusal, request))
    }

    private func sentence(_ refusal: AMQPReason, _ request: AMQPRequest) -> String {
        let text = RefusalText(link.place, settings).error(.refused(refusal), request).description
        return (text.first?.uppercased() ?? "") + text.dropFirst() + "."
    }
}
