// SPDX-License-Identifier: Apache-2.0

/// What the bytes of a message are, so that the decoder knows where to begin.
package enum MessageFormat: UInt8, Sendable {
    /// A whole line of a recording: `{"received": …, "routing_key": …, "body": …}`.
    case recordingLine
}
