// SPDX-License-Identifier: Apache-2.0

/// UTF-8 as the Unicode standard (table 3-7) has it: no surrogates, no overlong forms, nothing past U+10FFFF.
enum UTF8Text {
    /// What stands at a place of a text.
    enum Piece {
        /// A whole character of so many bytes.
        case character(Int)
        /// So many bytes that a decoder replaces by one U+FFFD, as Python's `errors="replace"` does.
        case broken(Int)
    }

    /// Reads what begins there.
    static func piece(_ text: UnsafeRawBufferPointer, at start: Int) -> Piece {
        let first = text[start]
        let (length, second): (Int, ClosedRange<UInt8>)
        switch first {
        case 0x00...0x7f: return .character(1)
        case 0xc2...0xdf: (length, second) = (2, 0x80...0xbf)
        case 0xe0: (length, second) = (3, 0xa0...0xbf)
        case 0xed: (length, second) = (3, 0x80...0x9f)
        case 0xe1...0xef: (length, second) = (3, 0x80...0xbf)
        case 0xf0: (length, second) = (4, 0x90...0xbf)
        case 0xf1...0xf3: (length, second) = (4, 0x80...0xbf)
        case 0xf4: (length, second) = (4, 0x80...0x8f)
        default: return .broken(1)
        }
        for index in 1..<length {
            let place = start + index
            guard place < text.count, (index == 1 ? second : 0x80...0xbf).contains(text[place]) else {
                return .broken(index)
            }
        }
        return .character(length)
    }

    /// Whether all of it is UTF-8.
    static func isValid(_ text: UnsafeRawBufferPointer) -> Bool {
        var place = 0
        while place < text.count {
            guard case .character(let length) = piece(text, at: place) else { return false }
            place += length
        }
        return true
    }
}
