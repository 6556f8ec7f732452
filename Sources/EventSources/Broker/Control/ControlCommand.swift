// SPDX-License-Identifier: Apache-2.0

/// A remote control command, as kombu's pidbox sends them to workers.
package struct ControlCommand: Hashable, Sendable {
    /// What a worker is asked to do.
    package enum Method: String, Hashable, Sendable, CaseIterable {
        /// Send a heartbeat now.
        case heartbeat
        /// Send task events.
        case enableEvents = "enable_events"
        /// Send no task events; workers that were started with `-E` go on.
        case disableEvents = "disable_events"
        /// Answer.
        case ping
    }

    /// What to do.
    package var method: Method
    /// The node names of those who are meant; empty: all.
    package var destination: [String]

    /// A command to all workers, or to some.
    package init(_ method: Method, destination: [String] = []) {
        self.method = method
        self.destination = destination
    }

    /// Where answers go to, and what they are recognised by.
    package struct ReplyAddress: Hashable, Sendable {
        /// An id of this call.
        package var ticket: String
        /// An id of the one who asks, which is the routing key of the answers.
        package var routingKey: String

        package init(ticket: String, routingKey: String) {
            self.ticket = ticket
            self.routingKey = routingKey
        }
    }

    /// The message's body, JSON.
    /// - Parameters:
    ///   - replyTo: where answers go; nil: nobody waits for any.
    ///   - controlExchange: Celery's `control_exchange`.
    /// - Returns: one JSON object.
    package func body(replyTo: ReplyAddress? = nil, controlExchange: String = "celery") -> String {
        let nodes = destination.map(Self.quoted).joined(separator: ", ")
        var text = "{\"method\": \"\(method.rawValue)\", \"arguments\": {}, "
        text += "\"destination\": \(destination.isEmpty ? "null" : "[\(nodes)]"), \"pattern\": null, \"matcher\": null"
        if let replyTo {
            text += ", \"ticket\": \(Self.quoted(replyTo.ticket)), \"reply_to\": {\"exchange\": "
            text += Self.quoted("reply.\(controlExchange).pidbox")
            text += ", \"routing_key\": \(Self.quoted(replyTo.routingKey))}"
        }
        return text + "}"
    }

    /// A JSON string.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
