// SPDX-License-Identifier: Apache-2.0

import CRabbitMQ

/// What a broker refuses, and what to do about it.
struct RefusalText {
    private let place: AMQPPlace
    private let settings: BrokerSettings

    init(_ place: AMQPPlace, _ settings: BrokerSettings) {
        self.place = place
        self.settings = settings
    }

    /// The sentence for any failure of a request.
    func error(_ failure: AMQPFailure, _ request: AMQPRequest) -> BrokerError {
        switch failure {
        case .refused(let reason): refused(reason, request)
        case .cancelled:
            BrokerError(
                .consumerCancelled,
                "\(place.peer) delivers no more: the queue was deleted, or the node that held it is gone; "
                    + "a new connection makes a new one")
        case .closed(let reason): LinkFailure(place).closed(reason)
        case .broken(let status, let code): LinkFailure(place).broken(status, code, patience: settings.heartbeat)
        }
    }

    private func refused(_ reason: AMQPReason, _ request: AMQPRequest) -> BrokerError {
        let what = "cannot \(request.text) at \(place.peer)"
        let text = reason.text
        switch Int32(reason.code) {
        case AMQP_ACCESS_REFUSED where text.contains("exclusive use"):
            return BrokerError(
                .resourceLocked, "\(what): another consumer has it for itself (\(text)); stop that one first")
        case AMQP_ACCESS_REFUSED where text.contains("access to topic"):
            let words = [place.virtualHost, place.user, settings.exchange]
            return BrokerError(
                .accessRefused,
                "\(what): the user '\(place.user)' may not read all topics of it (\(text)); grant it: "
                    + "rabbitmqctl set_topic_permissions -p \(ShellWord.line(words)) '^$' '.*'")
        case AMQP_ACCESS_REFUSED:
            let right = request.rights.map { "lacks a right: \($0)" } ?? "lacks a right"
            let rights = LeastRights(settings, place: place)
            return BrokerError(
                .accessRefused,
                "\(what): the user '\(place.user)' \(right) (\(text)); grant it, in place of the rights the user has "
                    + "there: \(rights.command)")
        case AMQP_NOT_FOUND where text.contains(" down ") || text.contains("stopped"):
            return BrokerError(
                .unavailable, "\(what): the node that holds it is not there (\(text)); start that node again")
        case AMQP_NOT_FOUND:
            return BrokerError(.notFound, "\(what): it is not there (\(text)); \(absenceRemedy(request))")
        case AMQP_RESOURCE_LOCKED:
            return BrokerError(
                .resourceLocked,
                "\(what): it belongs to another connection (\(text)); stop that program, or set another `broker.queue_name`"
            )
        case AMQP_PRECONDITION_FAILED:
            return BrokerError(.preconditionFailed, "\(what): \(mismatch(text, request))")
        case AMQP_RESOURCE_ERROR, AMQP_INTERNAL_ERROR:
            return BrokerError(.unavailable, "\(what): the broker cannot serve now (\(text)); see its log")
        default:
            return BrokerError(.protocolError, "\(what): \(text); see the broker's log")
        }
    }

    private func absenceRemedy(_ request: AMQPRequest) -> String {
        switch request {
        case .declareExchange:
            "start a worker, which makes it, or check the name (`broker.exchange`), or grant the right to make it: "
                + LeastRights(settings, place: place).command
        case .publish: "no worker has ever listened there, or `broker.control_exchange` has another name"
        default: "it was deleted; connect again"
        }
    }

    private func mismatch(_ text: String, _ request: AMQPRequest) -> String {
        if text.contains("timed out") {
            return "a delivery was not acknowledged for too long (\(text)); see why the tape is not written, or raise "
                + "the broker's `consumer_timeout`"
        }
        let argument = Self.inequivalent(text)
        let setting: String? =
            switch argument {
            case "x-expires": "expires"
            case "x-max-length-bytes": "max_length_bytes"
            case "x-single-active-consumer": "single_active_consumer"
            default: nil
            }
        guard let argument else { return "\(text); see the broker's log" }
        let differs = "it exists with another `\(argument)` (\(text)); "
        guard case .declareQueue(let name) = request else { return differs + "delete it, or use another name" }
        let deletion = ShellWord.line(["rabbitmqctl", "delete_queue", "-p", place.virtualHost, name])
        return differs + (setting.map { "set `broker.\($0)` to what the queue has, or " } ?? "")
            + "use another `broker.queue_name`, or delete the queue with all it holds: \(deletion)"
    }

    /// The argument that differs, from RabbitMQ's own sentence.
    static func inequivalent(_ text: String) -> String? {
        guard let words = text.firstRange(of: "inequivalent arg '") else { return nil }
        let name = text[words.upperBound...].prefix { $0 != "'" }
        return name.isEmpty ? nil : String(name)
    }
}
