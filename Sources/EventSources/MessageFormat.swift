// SPDX-License-Identifier: Apache-2.0

/// What the bytes of a message are.
package enum MessageFormat: UInt8, Sendable {
    /// A whole line of a recording: `{"received": …, "routing_key": …, "body": …}`.
    case recordingLine
    /// A message's body as its sender serialised and perhaps compressed it; the labels say how.
    case body
    /// kombu's JSON envelope of a Redis message, with the body in it; sources turn it into a ``body`` before they
    /// hand it out.
    case kombuEnvelope
    /// No message: at this place of the tape the finished tasks and all workers were cleared.
    case clear
}
