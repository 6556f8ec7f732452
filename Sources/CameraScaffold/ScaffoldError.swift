// SPDX-License-Identifier: Apache-2.0

/// Why a project cannot be made: one sentence that names the thing, the cause and the remedy.
public struct ScaffoldError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The sentence.
    public let description: String

    init(_ description: String) { self.description = description }
}
