// SPDX-License-Identifier: Apache-2.0

/// A configuration's text with its name, cut into lines as editors cut it.
///
/// Places are counted here and not by libyaml, which also ends a line at U+0085, U+2028 and U+2029.
struct SourceText: Sendable {
    /// The file's name, as the user wrote it.
    let file: String
    /// The bytes, without a byte order mark.
    let bytes: [UInt8]
    private let scalars: [Unicode.Scalar]
    /// The index of each line's first scalar.
    private let lineStarts: [Int]

    init(file: String, bytes: some Sequence<UInt8>) {
        let bytes = Array(bytes)
        self.file = file
        self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        scalars = Array(String(decoding: self.bytes, as: UTF8.self).unicodeScalars)
        var starts = [0]
        for index in scalars.indices {
            let isCarriageReturnOnly =
                scalars[index] == "\r" && (index + 1 == scalars.count || scalars[index + 1] != "\n")
            if scalars[index] == "\n" || isCarriageReturnOnly { starts.append(index + 1) }
        }
        lineStarts = starts
    }

    /// The place of a character, counted in scalars from 0; behind the end: the end.
    func position(scalar index: Int) -> SourcePosition {
        let index = min(max(index, 0), scalars.count)
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= index { low = middle } else { high = middle }
        }
        return SourcePosition(line: low + 1, column: index - lineStarts[low] + 1)
    }

    /// The place of a byte, counted from 0.
    func position(byte offset: Int) -> SourcePosition {
        position(scalar: String(decoding: bytes.prefix(offset), as: UTF8.self).unicodeScalars.count)
    }

    /// The character at a place, counted in scalars from 0.
    func scalar(at index: Int) -> Unicode.Scalar? {
        scalars.indices.contains(index) ? scalars[index] : nil
    }

    /// A line's characters without its end; nil where there is no such line.
    func line(_ number: Int) -> [Unicode.Scalar]? {
        guard lineStarts.indices.contains(number - 1) else { return nil }
        let end = number < lineStarts.count ? lineStarts[number] : scalars.count
        var line = scalars[lineStarts[number - 1]..<end]
        while let last = line.last, last == "\n" || last == "\r" { line.removeLast() }
        return Array(line)
    }
}
