// SPDX-License-Identifier: Apache-2.0

/// Texts for databases, which take UTF-8 without NUL bytes only.
extension TextView {
    /// Whether a database takes the bytes as they are: valid UTF-8 without a NUL.
    public var isSQLText: Bool {
        var index = 0
        while index < count {
            while index + 8 <= count, UTF8Bytes.areNonzeroASCII(start + index) { index += 8 }
            guard index < count else { break }
            switch start[index] {
            case 0: return false
            case ..<0x80: index += 1
            default:
                let length = UTF8Bytes.sequence(start + index, count - index)
                guard length > 0 else { return false }
                index += length
            }
        }
        return true
    }

    /// Appends the text as a database takes it: invalid UTF-8 as U+FFFD, NUL bytes left out.
    public func appendSQLText(to bytes: inout [UInt8]) {
        var index = 0
        while index < count {
            let byte = start[index]
            if byte < 0x80 {
                if byte != 0 { bytes.append(byte) }
                index += 1
                continue
            }
            let length = UTF8Bytes.sequence(start + index, count - index)
            if length > 0 {
                bytes.append(contentsOf: self[index..<index + length])
            } else {
                bytes.append(contentsOf: "\u{FFFD}".utf8)
            }
            index += abs(length)
        }
    }

    /// Its first characters, as Python counts them (code points), for columns with a limit.
    ///
    /// Borrowed, as the text itself; an invalid sequence counts as the U+FFFD that it becomes.
    public func prefix(characters limit: Int) -> TextView {
        guard count > limit else { return self }
        var index = 0
        var seen = 0
        while index < count, seen < limit {
            index += start[index] < 0x80 ? 1 : abs(UTF8Bytes.sequence(start + index, count - index))
            seen += 1
        }
        return TextView(start: start, count: index)
    }

    /// Whether it has more characters than a column may hold.
    public func isLonger(thanCharacters limit: Int) -> Bool {
        count > limit && prefix(characters: limit).count < count
    }
}
