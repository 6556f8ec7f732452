// SPDX-License-Identifier: Apache-2.0

import CRabbitMQ

@testable import EventSources

/// Somebody who publishes events, or answers commands, as a worker does.
final class Publisher {
    let link: AMQPLink

    init() throws {
        let url = try Rabbit.url()
        link = try AMQPOpening(url, BrokerSettings(urls: [url]), timeout: 5).open(purpose: "publisher")
        try link.openChannel(1)
        try link.declareExchange("celeryev", type: "topic", isDurable: true, on: 1)
        try link.confirmPublishing(on: 1)
    }

    deinit { link.close(patience: 1) }

    /// Publishes an event, and waits until the broker has it in its queues.
    func publish(
        _ body: String, key: String = "worker.heartbeat", headers: [AMQPEntry] = [AMQPEntry("hostname", .text("w1@a"))],
        exchange: String = "celeryev"
    ) throws {
        try link.publish(body, to: exchange, key: key, headers: headers, on: 1)
        let deadline = AMQPDeadline(in: 10)
        while let frame = try link.frame(before: deadline) {
            defer { link.release(frame.channel) }
            if frame.isMethod(AMQP_BASIC_ACK_METHOD) { return }
        }
    }
}
