// SPDX-License-Identifier: Apache-2.0

/// Why a Redis message was left out; the raw value is the text for people and counters.
package enum EnvelopeRefusal: String, Sendable, CaseIterable {
    /// It is no JSON object, so it is not kombu's.
    case notJSON = "envelope is not JSON"
    /// There is no body in it, or an empty one.
    case noBody = "envelope without a body"
    /// The body is not the base64 that it should be.
    case notBase64 = "body is not base64"
    /// The body is encoded in a way that kombu does not know.
    case unknownEncoding = "unknown body encoding"
    /// The body is longer than the limit.
    case tooLong = "message too long"
}
