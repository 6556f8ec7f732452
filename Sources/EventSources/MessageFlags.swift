// SPDX-License-Identifier: Apache-2.0

/// What a broker said of a message.
package struct MessageFlags: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// It was handed out before, to us or to others, and not acknowledged.
    package static let redelivered = MessageFlags(rawValue: 1)
    /// It lay in the queue before we came: its events' own times count, not the time it was taken off the broker.
    package static let backlog = MessageFlags(rawValue: 2)
}
