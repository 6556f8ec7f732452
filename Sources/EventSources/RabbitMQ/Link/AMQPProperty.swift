// SPDX-License-Identifier: Apache-2.0

import CRabbitMQ

/// Which of a message's properties are there: librabbitmq's flags, which are macros with shifts in them.
enum AMQPProperty {
    /// How the body is serialised.
    static let contentType: amqp_flags_t = 1 << 15
    /// Its character set.
    static let contentEncoding: amqp_flags_t = 1 << 14
    /// The table of headers.
    static let headers: amqp_flags_t = 1 << 13
    /// Whether it is kept on disk.
    static let deliveryMode: amqp_flags_t = 1 << 12
    /// Its priority.
    static let priority: amqp_flags_t = 1 << 11
}
