// SPDX-License-Identifier: Apache-2.0

/// The rights that suffice to follow events and to send commands, as the command that grants them.
struct LeastRights {
    private let place: AMQPPlace
    /// RabbitMQ's three patterns.
    let configure: String
    let write: String
    let read: String

    init(_ settings: BrokerSettings, place: AMQPPlace) {
        self.place = place
        let exchange = Self.quoted(settings.exchange)
        let pidbox = Self.quoted("\(settings.controlExchange).pidbox")
        let queue =
            switch settings.rabbitMQ.queue {
            case .transient: Self.quoted(settings.rabbitMQ.queuePrefix) + "\\..*"
            case .durable: Self.quoted(settings.rabbitMQ.queueName)
            }
        // Answers come into a queue of their own, through an exchange of their own.
        let replies = "(.*\\.)?reply\\.\(pidbox)"
        configure = "^(\(exchange)|\(queue)|\(replies))$"
        write = "^(\(queue)|\(pidbox)|\(replies))$"
        read = configure
    }

    /// The command to paste at the broker.
    var command: String {
        ShellWord.line(
            ["rabbitmqctl", "set_permissions", "-p", place.virtualHost, place.user, configure, write, read])
    }

    /// A text as part of a pattern that means just it.
    static func quoted(_ text: String) -> String {
        text.reduce(into: "") { quoted, character in
            if "\\.+*?()[]{}^$|".contains(character) { quoted += "\\" }
            quoted.append(character)
        }
    }
}
