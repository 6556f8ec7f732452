// SPDX-License-Identifier: Apache-2.0

/// What was asked of the broker when it refused, for the sentence that says so.
enum AMQPRequest: Hashable {
    case declareExchange(String)
    case declareQueue(String)
    case bind(queue: String, exchange: String)
    case consume(queue: String)
    case publish(exchange: String)
    /// Anything else, as the end of "cannot …".
    case other(String)

    /// The end of "cannot …".
    var text: String {
        switch self {
        case .declareExchange(let name): "declare the exchange '\(name)'"
        case .declareQueue(let name): "declare the queue '\(name)'"
        case .bind(let queue, let exchange): "bind the queue '\(queue)' to the exchange '\(exchange)'"
        case .consume(let queue): "read the queue '\(queue)'"
        case .publish(let exchange): "send commands to the exchange '\(exchange)'"
        case .other(let text): text
        }
    }

    /// The rights that it takes, in RabbitMQ's words.
    var rights: String? {
        switch self {
        case .declareExchange(let name), .declareQueue(let name): "`configure` on '\(name)'"
        case .bind(let queue, let exchange): "`write` on '\(queue)' and `read` on '\(exchange)'"
        case .consume(let queue): "`read` on '\(queue)'"
        case .publish(let exchange): "`write` on '\(exchange)'"
        case .other: nil
        }
    }
}
