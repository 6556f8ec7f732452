// SPDX-License-Identifier: Apache-2.0

/// A worker's answer to a remote control command.
package struct ControlReply: Hashable, Sendable {
    /// The worker's node name.
    package var node: String
    /// What it says, JSON: `{"ok": "pong"}`.
    package var reply: String

    /// An answer.
    package init(node: String, reply: String) {
        self.node = node
        self.reply = reply
    }
}
