// SPDX-License-Identifier: Apache-2.0

/// A pattern as Python's `fnmatch.fnmatchcase` reads it: `*`, `?`, `[abc]`, `[a-z]`, `[!abc]`.
///
/// Matches the whole text. Works on UTF-8 bytes; `?` and `[...]` take one whole character (code point).
/// There is no escape character: write `[*]` for an asterisk.
public struct Glob: Sendable, Hashable, CustomStringConvertible {
    /// Why a pattern is no good.
    public struct PatternError: Error, Sendable, Hashable, CustomStringConvertible {
        /// Names the pattern and its fault.
        public var description: String
    }

    private enum Token: Sendable, Hashable {
        case byte(UInt8)
        case anyCharacter
        case anything
        case set([ClosedRange<UInt32>], isNegated: Bool)
    }

    /// The pattern as it was written.
    public let description: String
    private let tokens: [Token]

    /// Reads a pattern.
    public init(_ pattern: String) throws(PatternError) {
        guard !pattern.isEmpty else {
            throw PatternError(description: "an empty pattern matches nothing; write `*` for all")
        }
        let characters = Array(pattern.unicodeScalars)
        var tokens: [Token] = []
        var index = 0
        while index < characters.count {
            let character = characters[index]
            index += 1
            switch character {
            case "*": if tokens.last != .anything { tokens.append(.anything) }
            case "?": tokens.append(.anyCharacter)
            case "[": tokens.append(try Self.readSet(characters, &index, pattern))
            default: tokens += UTF8.encode(character).map { $0.map(Token.byte) } ?? []
            }
        }
        self.tokens = tokens
        description = pattern
    }

    private static func readSet(_ characters: [Unicode.Scalar], _ index: inout Int, _ pattern: String)
        throws(PatternError) -> Token
    {
        let isNegated = index < characters.count && (characters[index] == "!" || characters[index] == "^")
        if isNegated { index += 1 }
        var ranges: [ClosedRange<UInt32>] = []
        let first = index
        while index < characters.count {
            let low = characters[index].value
            index += 1
            // A bracket at the first place stands for itself.
            if low == 0x5D, index - 1 > first { return .set(ranges, isNegated: isNegated) }
            if index + 1 < characters.count, characters[index] == "-", characters[index + 1] != "]" {
                let high = characters[index + 1].value
                index += 2
                guard low <= high else {
                    throw PatternError(
                        description: "`\(pattern)`: a range in [...] runs backwards; write the lower end first")
                }
                ranges.append(low...high)
            } else {
                ranges.append(low...low)
            }
        }
        throw PatternError(
            description: "`\(pattern)`: `[` has no `]`; write `[[]` for a bracket that stands for itself")
    }

    /// Whether the whole text fits.
    public func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { matches(UnsafeRawBufferPointer($0)) }
    }

    /// Whether the whole text fits.
    package func matches(_ text: UnsafeRawBufferPointer) -> Bool {
        var (token, position) = (0, 0)
        // Where to go on when a guess for the last `*` was too short.
        var retryToken: Int?
        var retryPosition = 0
        while true {
            if token < tokens.count, case .anything = tokens[token] {
                token += 1
                retryToken = token
                retryPosition = position
            } else if token < tokens.count, let next = Self.step(tokens[token], text, position) {
                token += 1
                position = next
            } else if token == tokens.count, position == text.count {
                return true
            } else if let retry = retryToken, retryPosition < text.count {
                retryPosition = Self.character(text, retryPosition).end
                (token, position) = (retry, retryPosition)
            } else {
                return false
            }
        }
    }

    private static func step(_ token: Token, _ text: UnsafeRawBufferPointer, _ position: Int) -> Int? {
        guard position < text.count else { return nil }
        switch token {
        case .byte(let byte): return text[position] == byte ? position + 1 : nil
        case .anyCharacter, .anything: return character(text, position).end
        case .set(let ranges, let isNegated):
            let (value, end) = character(text, position)
            return ranges.contains { $0.contains(value) } != isNegated ? end : nil
        }
    }

    /// The character at a position and where it ends; a byte that is no UTF-8 counts as one character.
    private static func character(_ text: UnsafeRawBufferPointer, _ position: Int) -> (value: UInt32, end: Int) {
        let lead = text[position]
        let count = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        guard count > 1, position + count <= text.count else { return (UInt32(lead), position + 1) }
        var value = UInt32(lead & (0x7F >> UInt8(count)))
        for index in (position + 1)..<(position + count) { value = value << 6 | UInt32(text[index] & 0x3F) }
        return (value, position + count)
    }
}
