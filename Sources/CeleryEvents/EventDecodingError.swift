// SPDX-License-Identifier: Apache-2.0

/// Why a message was refused.
///
/// The message is lost; whoever decodes counts it and says so.
package enum EventDecodingError: Error, Equatable {
    /// Not even Python's JSON parser would take it.
    case undecodable(String)
    /// JSON, but neither an object nor an array of objects.
    case notAnEvent(String)
    /// Longer than the limit.
    case tooLarge(bytes: Int, limit: Int)

    /// The cause under which the loss is counted.
    package var cause: String {
        switch self {
        case .undecodable: "undecodable"
        case .notAnEvent: "not_an_event"
        case .tooLarge: "too_large"
        }
    }
}

extension EventDecodingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .undecodable(let reason): "the message is not JSON: \(reason)"
        case .notAnEvent(let reason): "the message is not an event: \(reason)"
        case .tooLarge(let bytes, let limit): "the message has \(bytes) bytes; the limit (max_message) is \(limit)"
        }
    }
}
