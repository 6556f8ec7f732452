// SPDX-License-Identifier: Apache-2.0

/// Why a recording cannot be read, in one sentence: the recording, the place, the cause and the remedy.
public struct RecordingError: Error, CustomStringConvertible, Sendable, Hashable {
    /// What kind of trouble it is, for exit codes.
    public enum Kind: Sendable, Hashable {
        /// It is not there, or may not be read.
        case missing
        /// It is there, and no recording that this evcam reads.
        case unreadable
        /// Its server does not answer, or lets nobody in.
        case unavailable
        /// Reading it failed on the way.
        case failed
    }

    /// The sentence.
    public let description: String
    /// What kind of trouble it is.
    public let kind: Kind

    /// Says it.
    public init(_ description: String, kind: Kind = .failed) {
        self.description = description
        self.kind = kind
    }
}
