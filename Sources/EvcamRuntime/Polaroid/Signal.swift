// SPDX-License-Identifier: Apache-2.0

import Logging

/// A list of receivers that are told of something: Celery's `celery.utils.dispatch.Signal`.
///
/// Confined to one thread.
public final class Signal<Payload> {
    /// What ``Signal/connect(_:_:)`` returns, for ``Signal/disconnect(_:)``.
    public struct Connection: Hashable, Sendable {
        fileprivate let number: UInt64
    }

    private struct Receiver {
        let connection: Connection
        let name: String
        let receive: (Payload) throws -> Void
    }

    /// What it is called in the log.
    public let name: String
    private let logger: Logger
    private var receivers: [Receiver] = []
    private var lastNumber: UInt64 = 0

    /// Makes a signal without receivers.
    public init(name: String, logger: Logger) {
        self.name = name
        self.logger = logger
    }

    /// Adds a receiver behind the others.
    /// - Parameters:
    ///   - name: what the log calls it when it throws.
    ///   - receiver: called by each ``send(_:)`` on the sender's thread.
    /// - Returns: what ``disconnect(_:)`` takes.
    @discardableResult
    public func connect(_ name: String, _ receiver: @escaping (Payload) throws -> Void) -> Connection {
        lastNumber += 1
        let connection = Connection(number: lastNumber)
        receivers.append(Receiver(connection: connection, name: name, receive: receiver))
        return connection
    }

    /// Removes a receiver, also from a sending under way; false if it was gone already.
    @discardableResult
    public func disconnect(_ connection: Connection) -> Bool {
        let count = receivers.count
        receivers.removeAll { $0.connection == connection }
        return receivers.count < count
    }

    /// Calls every receiver in the order in which they were connected; one that throws is logged and stops nobody.
    public func send(_ payload: Payload) {
        for receiver in receivers where receivers.contains(where: { $0.connection == receiver.connection }) {
            do {
                try receiver.receive(payload)
            } catch {
                logger.error("Signal handler \(receiver.name) of \(name) raised: \(error)")
            }
        }
    }
}
