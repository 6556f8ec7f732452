// SPDX-License-Identifier: Apache-2.0

/// Why a broker cannot be followed (any longer): one sentence with the place, the cause and the remedy, without a
/// password.
package struct BrokerError: Error, Hashable, CustomStringConvertible {
    /// What kind of failure it is; its text is the name under which it is counted.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// No such host, nobody listens, no route, or no answer in time.
        case unreachable
        /// The encryption could not be agreed on, or the certificate is not to be believed.
        case tls
        /// User or password are wrong, or missing.
        case authentication
        /// The user may not do that.
        case accessRefused = "access_refused"
        /// The virtual host, the database or the master does not exist.
        case notFound = "not_found"
        /// An exchange or a queue exists with other properties.
        case preconditionFailed = "precondition_failed"
        /// The queue belongs to another connection.
        case resourceLocked = "resource_locked"
        /// The broker cancelled the consumer: the queue was deleted, or its node is gone.
        case consumerCancelled = "consumer_cancelled"
        /// The broker closed the connection, and said why.
        case connectionClosed = "connection_closed"
        /// The connection broke: reset, or at its end without a word.
        case connectionLost = "connection_lost"
        /// The peer was silent for longer than the heartbeat allows.
        case heartbeatMissed = "heartbeat_missed"
        /// The broker speaks another protocol, or a wrong one.
        case protocolError = "protocol_error"
        /// The broker is there and cannot serve now: it starts, fails over, or is out of memory.
        case unavailable
        /// The local machine failed: no descriptor, no memory, no certificate file.
        case local
    }

    /// What kind it is.
    package let kind: Kind
    /// The sentence.
    package let description: String

    /// Describes a failure.
    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
