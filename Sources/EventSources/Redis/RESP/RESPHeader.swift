// SPDX-License-Identifier: Apache-2.0

/// The first line of a value: its kind and the number behind it.
struct RESPHeader {
    /// Why there is none.
    enum Absence: Error {
        case incomplete
        case malformed
    }

    /// `$`, `*`, `:` and so on.
    let kind: UInt8
    /// A length, a count, or the integer itself; -1 for null.
    ///
    /// Of lines that hold a text: its length.
    let number: Int
    /// Where what follows begins.
    let end: Int

    /// The longest line that holds a text: an error, a status.
    private static let longestText = 64 << 10
    private static let largestNumber = Int.max / 16

    /// Reads the line that begins at `start`.
    @inline(__always)
    init(_ bytes: UnsafeRawBufferPointer, at start: Int) throws(Absence) {
        guard start < bytes.count else { throw .incomplete }
        kind = bytes[start]
        switch kind {
        case UInt8(ascii: "$"), UInt8(ascii: "*"), UInt8(ascii: ">"), UInt8(ascii: ":"), UInt8(ascii: "="),
            UInt8(ascii: "%"), UInt8(ascii: "~"), UInt8(ascii: "!"):
            (number, end) = try Self.readNumber(bytes, start + 1)
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "#"), UInt8(ascii: ","),
            UInt8(ascii: "("):
            (number, end) = try Self.readText(bytes, start + 1)
        default: throw .malformed
        }
    }

    @inline(__always)
    private static func readNumber(_ bytes: UnsafeRawBufferPointer, _ start: Int) throws(Absence) -> (Int, Int) {
        var at = start
        guard at < bytes.count else { throw .incomplete }
        let isNegative = bytes[at] == UInt8(ascii: "-")
        if isNegative { at += 1 }
        var number = 0
        let first = at
        while at < bytes.count {
            let digit = bytes[at] &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            guard number <= largestNumber else { throw .malformed }
            number = number * 10 + Int(digit)
            at += 1
        }
        guard at < bytes.count else { throw .incomplete }
        guard at > first, bytes[at] == UInt8(ascii: "\r") else { throw .malformed }
        guard at + 1 < bytes.count else { throw .incomplete }
        guard bytes[at + 1] == UInt8(ascii: "\n") else { throw .malformed }
        return (isNegative ? -number : number, at + 2)
    }

    private static func readText(_ bytes: UnsafeRawBufferPointer, _ start: Int) throws(Absence) -> (Int, Int) {
        var at = start
        while at + 1 < bytes.count {
            if bytes[at] == UInt8(ascii: "\r"), bytes[at + 1] == UInt8(ascii: "\n") { return (at - start, at + 2) }
            at += 1
            if at - start > longestText { throw .malformed }
        }
        throw .incomplete
    }
}
