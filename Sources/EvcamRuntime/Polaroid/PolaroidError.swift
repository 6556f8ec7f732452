// SPDX-License-Identifier: Apache-2.0

/// A setting of a ``Polaroid`` that makes no sense.
public struct PolaroidError: Error, Hashable, CustomStringConvertible {
    /// One sentence with the cause and the remedy.
    public let description: String

    init(_ description: String) { self.description = description }
}
