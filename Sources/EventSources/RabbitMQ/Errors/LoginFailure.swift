// SPDX-License-Identifier: Apache-2.0

import CRabbitMQ

/// Why a login failed, from the first bytes to the virtual host.
struct LoginFailure {
    let place: AMQPPlace
    /// The rights to grant to a user who has none.
    let rights: LeastRights
    /// Whether the broker is on this machine.
    let isLocal: Bool
    let usesTLS: Bool
    /// Seconds that there were.
    let timeout: Double

    /// The sentence.
    func error(_ failure: AMQPFailure) -> BrokerError {
        switch failure {
        case .closed(let reason), .refused(let reason): refusal(reason)
        case .broken(let status, let code): broken(status, code)
        case .cancelled: broken(AMQP_STATUS_UNEXPECTED_STATE.rawValue, 0)
        }
    }

    private func refusal(_ reason: AMQPReason) -> BrokerError {
        let user = ShellWord.quoted(place.user)
        let host = ShellWord.quoted(place.virtualHost)
        let text = reason.text
        switch Int32(reason.code) {
        case AMQP_ACCESS_REFUSED:
            var remedy =
                "check user and password in the broker's URL (`rabbitmqctl authenticate_user \(user)` tries them)"
            if place.user == "guest", !isLocal { remedy += "; RabbitMQ lets guest in from its own machine only" }
            return BrokerError(.authentication, "\(place.peer) refuses the user '\(place.user)': \(remedy) (\(text))")
        case AMQP_NOT_ALLOWED where text.contains("not found"):
            return BrokerError(
                .notFound,
                "there is no virtual host '\(place.virtualHost)' at \(place.peer); "
                    + "correct the end of the broker's URL, or make it: rabbitmqctl add_vhost \(host)")
        case AMQP_NOT_ALLOWED where text.contains("limit"):
            return BrokerError(
                .unavailable, "\(place.peer) takes no more connections: \(text); close others, or raise the limit")
        case AMQP_NOT_ALLOWED where text.contains("refused for user"):
            return BrokerError(
                .accessRefused,
                "the user '\(place.user)' has no rights in the virtual host '\(place.virtualHost)' at \(place.peer); "
                    + "grant them: \(rights.command)")
        case AMQP_CONNECTION_FORCED, AMQP_INTERNAL_ERROR, AMQP_RESOURCE_ERROR:
            return BrokerError(.unavailable, "\(place.peer) cannot serve now: \(text); see its log")
        default:
            return BrokerError(.connectionClosed, "\(place.peer) refuses the connection: \(text); see its log")
        }
    }

    private func broken(_ status: Int32, _ code: Int32) -> BrokerError {
        switch amqp_status_enum(rawValue: status) {
        case AMQP_STATUS_TIMEOUT:
            return BrokerError(
                .unreachable,
                "\(place.peer) is connected and does not answer within \(seconds(timeout)): "
                    + (usesTLS ? "" : "does it want TLS (amqps://)? ")
                    + "Is it RabbitMQ? Else raise `broker.connect_timeout`")
        case AMQP_STATUS_CONNECTION_CLOSED, AMQP_STATUS_SOCKET_ERROR:
            return BrokerError(
                .connectionLost,
                "\(place.peer) hung up during the login: it starts or stops just now, or it is not RabbitMQ's port "
                    + (usesTLS ? "for TLS (5671)" : "(5672), or one for TLS (amqps://, 5671)"))
        case AMQP_STATUS_SSL_ERROR:
            // In TLS 1.3 the broker looks at our certificate only after we have begun to talk, and its complaint may
            // be lost with the connection.
            let error = LinkFailure(place).broken(status, code, patience: timeout)
            guard error.kind != .tls else { return error }
            return BrokerError(
                .tls,
                "\(place.peer) hung up right after TLS was agreed on: it may not trust our certificate, or want one "
                    + "(`tls: {certificate: FILE, key: FILE}`); see the broker's log")
        case AMQP_STATUS_BROKER_UNSUPPORTED_SASL_METHOD:
            return BrokerError(
                .authentication,
                "\(place.peer) takes no passwords (PLAIN); allow it: `auth_mechanisms.1 = PLAIN` in rabbitmq.conf")
        case AMQP_STATUS_BAD_AMQP_DATA, AMQP_STATUS_WRONG_METHOD, AMQP_STATUS_UNKNOWN_CLASS,
            AMQP_STATUS_UNKNOWN_METHOD, AMQP_STATUS_INCOMPATIBLE_AMQP_VERSION, AMQP_STATUS_UNEXPECTED_STATE:
            return BrokerError(
                .protocolError,
                "what answers at \(place.peer) does not speak AMQP 0-9-1; is it RabbitMQ, and its port for AMQP (5672)?"
            )
        default:
            return LinkFailure(place).broken(status, code, patience: timeout)
        }
    }
}
