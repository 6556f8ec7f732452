// SPDX-License-Identifier: Apache-2.0

/// A queue as it is declared.
struct AMQPQueue {
    /// Its name.
    var name: String
    /// Whether it outlives the broker's restart.
    var isDurable = false
    /// Whether it is this connection's, and goes with it.
    var isExclusive = false
    /// Whether it goes with its last consumer.
    var isAutoDelete = false
    /// RabbitMQ's own `x-` arguments.
    var arguments: [AMQPEntry] = []
}
