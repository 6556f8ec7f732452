// SPDX-License-Identifier: Apache-2.0

/// A place in a text, as editors count: both from 1, columns in characters (Unicode scalars).
public struct SourcePosition: Sendable, Hashable, Comparable {
    /// The line, from 1.
    public var line: Int
    /// The column, from 1.
    public var column: Int

    /// Makes a position.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Whether `lhs` comes first in the text.
    public static func < (lhs: Self, rhs: Self) -> Bool {
        (lhs.line, lhs.column) < (rhs.line, rhs.column)
    }
}

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
