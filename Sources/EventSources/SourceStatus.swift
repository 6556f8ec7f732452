// SPDX-License-Identifier: Apache-2.0

/// How a source's `receive` ended.
package enum SourceStatus: Hashable, Sendable {
    /// The batch has at least one message.
    case messages
    /// Nothing came before the doorbell rang or the time was over; the batch is empty.
    case idle
    /// Nothing is left, and nothing will come; the batch is empty.
    case ended
    /// From now on messages come from this subscription; the batch is empty.
    case connected(Subscription)
    /// Nothing comes until the next `connected`; the batch is empty.
    case disconnected(Disconnection)
}
