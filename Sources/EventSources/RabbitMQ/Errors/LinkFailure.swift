// SPDX-License-Identifier: Apache-2.0

import CRabbitMQ
import Glibc

/// Why a connection that was logged in came to its end, whatever was being done.
struct LinkFailure {
    private let place: AMQPPlace

    init(_ place: AMQPPlace) { self.place = place }

    /// The broker closed it, and said why.
    func closed(_ reason: AMQPReason) -> BrokerError {
        let text = reason.text
        let peer = place.peer
        switch Int32(reason.code) {
        case AMQP_CONNECTION_FORCED where text.contains("shutdown"):
            return BrokerError(
                .connectionClosed, "\(peer) closed the connection: the broker shuts down (\(text)); start it again")
        case AMQP_CONNECTION_FORCED:
            return BrokerError(
                .connectionClosed,
                "\(peer) closed the connection: an operator did it, or a limit (\(text)); ask who runs the broker")
        case AMQP_FRAME_ERROR, AMQP_SYNTAX_ERROR, AMQP_COMMAND_INVALID, AMQP_CHANNEL_ERROR, AMQP_UNEXPECTED_FRAME,
            AMQP_NOT_IMPLEMENTED:
            return BrokerError(
                .protocolError,
                "\(peer) closed the connection: it does not accept what evcam sent (\(text)); report it with both logs")
        case AMQP_RESOURCE_ERROR, AMQP_INTERNAL_ERROR:
            return BrokerError(
                .unavailable, "\(peer) closed the connection: it cannot serve now (\(text)); see its log")
        case AMQP_NOT_ALLOWED, AMQP_ACCESS_REFUSED:
            return BrokerError(.accessRefused, "\(peer) closed the connection: \(text); see its log")
        default:
            return BrokerError(.connectionClosed, "\(peer) closed the connection: \(text); see its log")
        }
    }

    /// It broke: librabbitmq's status, the system's `errno`, and the seconds that an answer was waited for.
    func broken(_ status: Int32, _ code: Int32, patience: Double?) -> BrokerError {
        let peer = place.peer
        switch amqp_status_enum(rawValue: status) {
        case AMQP_STATUS_HEARTBEAT_TIMEOUT:
            return BrokerError(
                .heartbeatMissed,
                "\(peer) was silent for \(patience.map(seconds) ?? "too long"): it hangs, or the network between is "
                    + "broken; if it is only slow, raise `heartbeat`")
        case AMQP_STATUS_TIMEOUT:
            return BrokerError(
                .unavailable,
                "\(peer) did not answer a request in time; see its log, or raise `connect_timeout`")
        case AMQP_STATUS_CONNECTION_CLOSED, AMQP_STATUS_SOCKET_CLOSED:
            return BrokerError(
                .connectionLost,
                "\(peer) ended the connection without a word: the broker died, or something between hung up")
        case AMQP_STATUS_SOCKET_ERROR, AMQP_STATUS_TCP_ERROR:
            let cause = code == 0 ? "socket error" : String(cString: strerror(code))
            return BrokerError(
                .connectionLost, "the connection to \(peer) broke: \(cause); see the broker's log and the network")
        case AMQP_STATUS_SSL_ERROR:
            return encrypted(code)
        case AMQP_STATUS_NO_MEMORY:
            return BrokerError(.local, "no memory for what \(peer) sends; free some, or raise the limit")
        case AMQP_STATUS_TABLE_TOO_BIG, AMQP_STATUS_INVALID_PARAMETER:
            return BrokerError(
                .local, "cannot send a request to \(peer): a name in the configuration is too long (255 bytes at most)")
        default:
            let text = amqp_error_string2(status).map { String(cString: $0) } ?? "status \(status)"
            return BrokerError(
                .protocolError,
                "\(peer) sent what is no correct AMQP 0-9-1 (\(text)); is something between changing it?")
        }
    }

    /// TLS broke after the handshake: at an end without a good-bye, or because the broker does not like us.
    private func encrypted(_ code: Int32) -> BrokerError {
        let reason = ERR_peek_last_error() == 0 ? nil : AMQPSecurity.reason()
        guard let reason, !reason.contains("unexpected eof") else {
            let cause = reason == nil && code != 0 ? String(cString: strerror(code)) : "ended without a word"
            return BrokerError(
                .connectionLost, "the connection to \(place.peer) broke: \(cause); see the broker's log and the network"
            )
        }
        return AMQPSecurity.failure(reason, place)
    }
}
