// SPDX-License-Identifier: Apache-2.0

/// A subscription to a cluster's events that has begun.
package struct Subscription: Hashable, Sendable {
    /// The broker's URL without its password.
    package var peer: String
    /// When it began, UNIX seconds: everything published later reaches us.
    package var time: Double
    /// Messages that the broker had kept for us before.
    package var backlog: UInt64
    /// What tells one connection's life from another's: counts from 1.
    package var number: UInt64

    /// Describes a subscription.
    package init(peer: String, time: Double, backlog: UInt64, number: UInt64) {
        self.peer = peer
        self.time = time
        self.backlog = backlog
        self.number = number
    }
}
