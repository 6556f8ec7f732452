// SPDX-License-Identifier: Apache-2.0

/// A connection that has come to its end, or could not be made.
package struct Disconnection: Hashable, Sendable {
    /// The broker's URL without its password.
    package var peer: String
    /// When the last bytes came over it, UNIX seconds; what was published later may be missing.
    package var lastHeard: Double
    /// Why.
    package var error: BrokerError
    /// Whether there was a subscription; else it is a try that failed.
    package var wasSubscribed: Bool
    /// Whether the broker keeps for us what is published in between.
    package var isKept: Bool
    /// Tries since the last subscription, from 1.
    package var attempt: Int

    /// Describes an end.
    package init(
        peer: String, lastHeard: Double, error: BrokerError, wasSubscribed: Bool, isKept: Bool, attempt: Int
    ) {
        self.peer = peer
        self.lastHeard = lastHeard
        self.error = error
        self.wasSubscribed = wasSubscribed
        self.isKept = isKept
        self.attempt = attempt
    }
}
