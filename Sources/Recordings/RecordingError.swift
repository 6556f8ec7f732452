// SPDX-License-Identifier: Apache-2.0

/// Why a recording cannot be read, in one sentence: the recording, the place, the cause and the remedy.
public struct RecordingError: Error, CustomStringConvertible, Sendable, Hashable {
    /// The sentence.
    public let description: String

    /// Says it.
    public init(_ description: String) { self.description = description }
}
