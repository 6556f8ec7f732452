// SPDX-License-Identifier: Apache-2.0

/// Reads whole answers.
///
/// For answers to our own commands, which are short; ``PushScanner`` is for the many.
struct RESPParser {
    /// Values within values.
    private static let deepest = 16
    /// Of one answer.
    private static let mostValues = 100_000

    private let bytes: UnsafeRawBufferPointer
    /// Where the next value begins.
    private(set) var position: Int
    private var count = 0

    /// Reads from the bytes' start.
    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        position = 0
    }

    /// Reads the value there.
    mutating func next(depth: Int = 0) throws(RESPHeader.Absence) -> RESPValue {
        count += 1
        guard depth < Self.deepest, count <= Self.mostValues else { throw .malformed }
        let header = try RESPHeader(bytes, at: position)
        switch header.kind {
        case UInt8(ascii: ":"):
            position = header.end
            return .integer(header.number)
        case UInt8(ascii: "$"), UInt8(ascii: "="), UInt8(ascii: "!"):
            guard header.number >= 0 else { return null(header) }
            let text = try bulk(header)
            return header.kind == UInt8(ascii: "!") ? .error(String(decoding: text, as: UTF8.self)) : .text(text)
        case UInt8(ascii: "*"), UInt8(ascii: ">"), UInt8(ascii: "~"), UInt8(ascii: "%"):
            guard header.number >= 0 else { return null(header) }
            position = header.end
            var values: [RESPValue] = []
            for _ in 0..<header.number * (header.kind == UInt8(ascii: "%") ? 2 : 1) {
                values.append(try next(depth: depth + 1))
            }
            return .list(values)
        case UInt8(ascii: "_"): return null(header)
        default:
            let text = bytes[(header.end - 2 - header.number)..<(header.end - 2)]
            position = header.end
            return header.kind == UInt8(ascii: "-") ? .error(String(decoding: text, as: UTF8.self)) : .text(Array(text))
        }
    }

    private mutating func null(_ header: RESPHeader) -> RESPValue {
        position = header.end
        return .null
    }

    private mutating func bulk(_ header: RESPHeader) throws(RESPHeader.Absence) -> [UInt8] {
        let end = header.end + header.number
        guard end + 2 <= bytes.count else { throw .incomplete }
        guard bytes[end] == UInt8(ascii: "\r"), bytes[end + 1] == UInt8(ascii: "\n") else { throw .malformed }
        position = end + 2
        return Array(bytes[header.end..<end])
    }
}
