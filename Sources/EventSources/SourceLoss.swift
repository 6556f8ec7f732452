// SPDX-License-Identifier: Apache-2.0

/// Why something never reached the state, for counters and the log; the raw value is the text for people.
package enum SourceLoss: String, Sendable, CaseIterable {
    /// A line beyond the limit; one count each.
    case lineTooLong = "line too long"
    /// A compressed file that ends too early; what lies before counts as delivered.
    case fileTruncated = "file truncated"
    /// A compressed file whose data is damaged, or that goes on with something else.
    case fileDamaged = "file damaged"
    /// A broker's message beyond the limit; one count each.
    case messageTooLarge = "message too large"
    /// A Redis message that is no envelope of kombu's, or a broken one.
    case envelopeBroken = "envelope broken"
}
