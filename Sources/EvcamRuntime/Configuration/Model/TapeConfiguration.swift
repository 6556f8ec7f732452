// SPDX-License-Identifier: Apache-2.0

/// Where messages are written before they count.
public struct TapeConfiguration: Sendable, Hashable {
    /// The folder, absolute.
    public var path = ""
    /// How long messages are kept.
    public var keep: Duration = .seconds(86_400)
}
