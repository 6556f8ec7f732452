// SPDX-License-Identifier: Apache-2.0

/// Why a project was not made: one sentence for people.
public struct ScaffoldError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Whose trouble it is.
    public enum Kind: Sendable {
        /// What was asked for.
        case usage
        /// The folder.
        case folder
    }

    /// Names the thing, the cause and the remedy.
    public let description: String
    /// Whose trouble it is.
    public let kind: Kind

    init(_ description: String, _ kind: Kind) {
        self.description = description
        self.kind = kind
    }
}
