// SPDX-License-Identifier: Apache-2.0
import Glibc
import Logging
import Threads

/// A cluster's events as they happen: follows a broker on a thread of its own, and comes back to it for ever.
///
/// The thread does nothing but drain the connection, so that a broker that drops slow readers (Redis) does not
/// drop us while the intake decodes, writes the tape or takes a picture. What it has read and the intake has not
/// taken is bounded; beyond that it reads no more.
package final class LiveSource: EventSource {
    package let doorbell: Doorbell
    package private(set) var losses: [SourceLoss: UInt64] = [:]
    package private(set) var name: String
    package private(set) var position = DeliveryPosition()

    private let exchange = Monitor(Handover())
    private let maxMessageBytes: Int
    private let onLoss: (SourceLoss, String) -> Void
    private var thread: DedicatedThread?
    private var oversized: UInt64 = 0

    /// Begins to follow a broker.
    /// - Parameters:
    ///   - settings: where it is, and how it is read.
    ///   - doorbell: what wakes the intake.
    ///   - failFast: end with an error if no broker can be reached at the start.
    ///   - logger: told of connections that come and go.
    ///   - connect: makes a connection; called on the source's own thread.
    ///   - onLoss: told of each loss, with a sentence; called inside `receive`.
    /// - Throws: ``SourceError`` if the system refuses a thread.
    package init(
        _ settings: BrokerSettings, doorbell: Doorbell, failFast: Bool = false, logger: Logger,
        connect: @escaping BrokerReader.Connect, onLoss: @escaping (SourceLoss, String) -> Void
    ) throws {
        self.doorbell = doorbell
        name = settings.urls.first.map(\.host) ?? ""
        maxMessageBytes = settings.maxMessageBytes
        self.onLoss = onLoss
        let reader = BrokerReader(
            settings, failFast: failFast, exchange: exchange, doorbell: doorbell, logger: logger, connect: connect)
        do {
            thread = try DedicatedThread(named: "evcam-broker") { reader.run() }
        } catch {
            throw SourceError("cannot start a thread for the broker: \(error)")
        }
    }

    deinit { close(within: 0) }

    package func receive(
        into batch: MessageBatch, maxMessages: Int, maxBytes: Int, timeout: Double?
    ) throws -> SourceStatus {
        batch.removeAll()
        let end = timeout.map { MonotonicClock.now + $0 }
        while true {
            if let status = try take(into: batch) { return status }
            var descriptor = pollfd(fd: doorbell.fileDescriptor, events: Int16(POLLIN), revents: 0)
            let count = poll(&descriptor, 1, pollTimeout(end.map { $0 - MonotonicClock.now }))
            doorbell.silence()
            let isEmpty = exchange.withLock { state in
                state.isIntakeWaiting = false
                return state.items.isEmpty
            }
            // Rung without a message: somebody else wants the intake.
            if count >= 0, isEmpty { return .idle }
        }
    }

    /// The next thing that has come; nil if there is none, and the reader rings once there is.
    private func take(into batch: MessageBatch) throws -> SourceStatus? {
        enum Next {
            case item(Handover.Item)
            case end(Handover.End)
        }
        while true {
            let (next, tooLarge) = exchange.change { state -> (Next?, UInt64) in
                guard !state.items.isEmpty else {
                    state.isIntakeWaiting = state.end == nil
                    return (state.end.map { .end($0) }, state.oversized)
                }
                let item = state.items.removeFirst()
                if case .messages(let full, _) = item { state.bytes -= full.footprint }
                return (.item(item), state.oversized)
            }
            if tooLarge > oversized { tellOversized(tooLarge) }
            switch next {
            case nil: return nil
            case .end(.stopped): return .ended
            case .end(.gaveUp(let error)): throw error
            case .item(.connected(let subscription)):
                name = subscription.peer
                return .connected(subscription)
            case .item(.disconnected(let disconnection)): return .disconnected(disconnection)
            case .item(.messages(let full, let connection)):
                batch.exchange(with: full)
                exchange.withLock { $0.takeBack(full) }
                if let last = batch.messages.last { position = DeliveryPosition(connection: connection, tag: last.tag) }
                unwrap(batch)
                if !batch.isEmpty { return .messages }
            }
        }
    }

    private func unwrap(_ batch: MessageBatch) {
        guard batch.messages.first?.format == .kombuEnvelope else { return }
        batch.unwrapEnvelopes(maxMessageBytes: maxMessageBytes) { [name] loss, text in
            losses[loss, default: 0] += 1
            onLoss(loss, "\(name): \(text)")
        }
    }

    private func tellOversized(_ count: UInt64) {
        losses[.messageTooLarge, default: 0] += count - oversized
        for _ in oversized..<min(count, oversized + 100) {
            onLoss(
                .messageTooLarge,
                "\(name): a message is larger than the limit (max_message) of \(maxMessageBytes) bytes and was passed over"
            )
        }
        oversized = count
    }

    package func acknowledge(_ position: DeliveryPosition) {
        guard position.tag > 0 else { return }
        exchange.withLock { $0.acknowledged = position }
    }

    package func broadcast(_ command: ControlCommand) {
        exchange.change { state in
            // Nobody connects: the last ones are enough.
            if state.commands.count >= 1000 { state.commands.removeFirst() }
            state.commands.append(command)
        }
    }

    /// Ends the connection, acknowledging what is safe; a reader that is stuck is left alone after `seconds`.
    package func close(within seconds: Double = 1) {
        guard let thread = thread.take() else { return }
        exchange.change { $0.isStopping = true }
        let hasEnded = exchange.wait(nanoseconds: UInt64(seconds * 1e9)) { $0.end == nil ? nil : true }
        if hasEnded == true { thread.join() } else { thread.abandon() }
    }
}
