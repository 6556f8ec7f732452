// SPDX-License-Identifier: Apache-2.0

/// A stretch of a text, from `start` up to `end`, which is no part of it.
public struct SourceSpan: Sendable, Hashable {
    /// Its first character.
    public var start: SourcePosition
    /// The character behind it.
    public var end: SourcePosition

    /// Makes a span.
    public init(start: SourcePosition, end: SourcePosition) {
        self.start = start
        self.end = end
    }

    /// The beginning of a text.
    static let beginning = SourceSpan(
        start: SourcePosition(line: 1, column: 1), end: SourcePosition(line: 1, column: 1))
}
