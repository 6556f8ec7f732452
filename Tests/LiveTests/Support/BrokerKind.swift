// SPDX-License-Identifier: Apache-2.0

/// The brokers and the ways to reach them; the names are those of the URLs' schemes.
enum BrokerKind: String, CustomStringConvertible {
    case amqp, amqps, redis, rediss, sentinel

    var description: String { rawValue }

    /// Where its tests wait for their turn.
    var lane: BrokerLane {
        switch self {
        case .amqp, .amqps: .rabbit
        case .redis, .rediss, .sentinel: .redis
        }
    }
}
