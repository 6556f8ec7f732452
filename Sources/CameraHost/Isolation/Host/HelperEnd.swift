// SPDX-License-Identifier: Apache-2.0

/// Why a request to a helper came to nothing.
struct HelperEnd: Error, CustomStringConvertible {
    enum Cause: Sendable {
        /// The process ended by itself.
        case died
        /// It was killed: it did not answer in time.
        case overdue
        /// It was killed: what it sent is against the rules.
        case breach
        /// The request could not be handed to it.
        case refused
    }

    var cause: Cause
    /// For people, to go on from "the camera …" or to stand alone.
    var description: String
}
