// SPDX-License-Identifier: Apache-2.0

/// What is known of a task: the columns of `tasks`, under the names that all recordings and outputs share.
package enum TaskField: String, CaseIterable, Sendable, Hashable {
    case uuid, name, state, worker, client, hostname, queue, exchange
    case routingKey = "routing_key"
    case rootID = "root_id"
    case parentID = "parent_id"
    case timestamp
    case localReceived = "local_received"
    case sent, received, started, succeeded, failed, retried, revoked, rejected
    case runtime, retries, eta, expires, clock, pid, args, kwargs, result, exception, traceback, attributes
    case truncated, epoch, revision

    /// How a field's values are written.
    package enum Kind: Sendable {
        case text, time, seconds, integer, flag, json
        /// Of any length, as the cluster's own code brings it.
        case longText
    }

    /// How its values are written.
    package var kind: Kind {
        switch self {
        case .args, .kwargs, .result, .exception, .traceback: .longText
        case .timestamp, .localReceived, .sent, .received, .started, .succeeded, .failed, .retried, .revoked,
            .rejected, .eta, .expires:
            .time
        case .runtime: .seconds
        case .retries, .clock, .pid, .revision: .integer
        case .truncated: .flag
        case .attributes: .json
        default: .text
        }
    }
}
