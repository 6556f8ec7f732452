// SPDX-License-Identifier: Apache-2.0

/// How a pull ended.
package enum SourceStatus: Sendable {
    /// The batch has at least one message.
    case messages
    /// Nothing came before the doorbell rang; the batch is empty.
    case idle
    /// Nothing is left, and nothing will come; the batch is empty.
    case ended
}
