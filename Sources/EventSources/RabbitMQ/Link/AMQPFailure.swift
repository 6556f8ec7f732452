// SPDX-License-Identifier: Apache-2.0

import CRabbitMQ

/// How something that was asked of a broker failed, in AMQP's terms; a ``BrokerError`` says it to people.
enum AMQPFailure: Error, Hashable {
    /// The broker closed the channel: it refuses what was asked there. The connection goes on.
    case refused(AMQPReason)
    /// The broker closed the connection.
    case closed(AMQPReason)
    /// The broker cancelled the consumer.
    case cancelled
    /// The connection broke, or the peer does not speak AMQP: librabbitmq's status, and the system's `errno`.
    case broken(status: Int32, errno: Int32)
}

/// What a broker says when it closes a channel or a connection.
struct AMQPReason: Hashable {
    /// AMQP's reply code, such as 403.
    var code: UInt16
    /// In the broker's words.
    var text: String
}

extension AMQPFailure {
    /// The peer sent what has no place there.
    static let incorrect = AMQPFailure.broken(status: AMQP_STATUS_BAD_AMQP_DATA.rawValue, errno: 0)
}
