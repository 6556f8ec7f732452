// SPDX-License-Identifier: Apache-2.0

import CRabbitMQ
import Synchronization
import Threads

@testable import EventSources

/// One who listens to commands as a worker does, writes them down, and answers those that want it.
final class WorkerDouble: Sendable {
    private struct State {
        var heard: [String] = []
        var isReady = false
        var isOver = false
        var hasEnded = false
    }

    private let state = Monitor(State())

    /// Begins to listen; messages published from now on are heard.
    init(_ node: String = "w1@a") throws {
        let url = try Rabbit.url()
        let thread = try DedicatedThread(named: "worker") { [state] in
            do {
                let link = try AMQPOpening(url, BrokerSettings(urls: [url]), timeout: 5).open(purpose: "worker")
                defer { link.close(patience: 1) }
                try Self.listen(link, node, state)
            } catch {
                state.change { $0.heard.append("failed: \(error)") }
            }
            state.change { $0.hasEnded = true }
        }
        thread.abandon()
        _ = state.wait { $0.isReady || $0.hasEnded ? true : nil }
    }

    /// Waits until so many commands have come, or ten seconds.
    func wait(for count: Int) -> [String] {
        _ = state.wait(nanoseconds: 10_000_000_000) { $0.heard.count >= count ? true : nil }
        return state.withLock { $0.heard }
    }

    /// Ends it.
    func stop() {
        state.change { $0.isOver = true }
        _ = state.wait(nanoseconds: 10_000_000_000) { $0.hasEnded ? true : nil }
    }

    private static func listen(_ link: AMQPLink, _ node: String, _ state: Monitor<State>) throws {
        try link.openChannel(1)
        try link.declareExchange("celery.pidbox", type: "fanout", isDurable: false, on: 1)
        let queue = AMQPQueue(name: "\(RandomUUID.text()).celery.pidbox", isExclusive: true, isAutoDelete: true)
        _ = try link.declareQueue(queue, on: 1)
        try link.bind(queue.name, to: "celery.pidbox", "", on: 1)
        try link.consume(queue.name, isAcknowledged: false, on: 1)
        state.change { $0.isReady = true }
        var reader = DeliveryReader(maxMessageBytes: 1 << 20)
        let batch = MessageBatch()
        while !state.withLock({ $0.isOver }) {
            guard let frame = try link.frame(before: AMQPDeadline(in: 0.05)) else { continue }
            if reader.take(frame, on: 1, hasTag: false, into: batch) == .complete {
                for message in batch.messages {
                    let command = batch.text(message.bytes)
                    state.change { $0.heard.append(command) }
                    let isMeant =
                        command.contains(#""destination": null"#) || command.contains(ControlCommand.quoted(node))
                    if isMeant, let address = word(after: #""routing_key": ""#, in: command) {
                        try link.publish(
                            "{\(ControlCommand.quoted(node)): {\"ok\": \"pong\"}}", to: "reply.celery.pidbox",
                            key: address, on: 1)
                    }
                }
                batch.removeAll()
            }
            if !reader.needsFrames { link.release(frame.channel) }
        }
    }

    private static func word(after prefix: String, in text: String) -> String? {
        guard let found = text.firstRange(of: prefix) else { return nil }
        return String(text[found.upperBound...].prefix { $0 != "\"" })
    }
}
