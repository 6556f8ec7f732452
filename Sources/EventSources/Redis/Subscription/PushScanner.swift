// SPDX-License-Identifier: Apache-2.0

/// Finds what comes over a subscription, in place: `pmessage` frames, and between them answers and confirmations.
struct PushScanner {
    /// What stands at a place.
    enum Frame: Equatable {
        /// A message, and where the next frame begins.
        case message(pattern: Range<Int>, payload: Range<Int>, end: Int)
        /// A message whose payload is longer than the limit, and where that begins.
        case oversized(payload: Int, length: Int)
        /// A subscription was confirmed.
        case confirmation(end: Int)
        /// An error, and where its text is.
        case error(text: Range<Int>, end: Int)
        /// Something else, such as the answer to a PING.
        case other(end: Int)
        /// It goes on behind the bytes that are here, by at least so many.
        case incomplete(missing: Int)
        /// No Redis says that.
        case malformed
    }

    /// Bytes; a longer payload is reported and not waited for.
    let payloadLimit: Int

    /// Everything but payloads: channels, answers.
    private static let longestOther = 64 << 10
    /// Values in a frame that is no message.
    private static let mostValues = 1024

    /// Says what begins at `start`.
    func frame(_ bytes: UnsafeRawBufferPointer, at start: Int) -> Frame {
        do throws(RESPHeader.Absence) {
            let header = try RESPHeader(bytes, at: start)
            switch header.kind {
            case UInt8(ascii: "*"), UInt8(ascii: ">"):
                guard header.number > 0 else { return .malformed }
                guard header.number == 3 || header.number == 4 else { break }
                let (name, next) = try string(bytes, header.end)
                if header.number == 4, Self.is(bytes, name, "pmessage") { return try message(bytes, next) }
                if header.number == 3, Self.is(bytes, name, "psubscribe") {
                    return .confirmation(end: try skip(bytes, start))
                }
            case UInt8(ascii: "-"):
                return .error(text: (header.end - 2 - header.number)..<(header.end - 2), end: header.end)
            default: break
            }
            return .other(end: try skip(bytes, start))
        } catch {
            return error == .incomplete ? .incomplete(missing: 1) : .malformed
        }
    }

    @inline(__always)
    private func message(_ bytes: UnsafeRawBufferPointer, _ start: Int) throws(RESPHeader.Absence) -> Frame {
        let (pattern, afterPattern) = try string(bytes, start)
        let (_, afterChannel) = try string(bytes, afterPattern)
        let header = try RESPHeader(bytes, at: afterChannel)
        guard header.kind == UInt8(ascii: "$"), header.number >= 0 else { throw .malformed }
        guard header.number <= payloadLimit else { return .oversized(payload: header.end, length: header.number) }
        let end = header.end + header.number
        guard end + 2 <= bytes.count else { return .incomplete(missing: end + 2 - bytes.count) }
        guard Self.isLineEnd(bytes, end) else { throw .malformed }
        return .message(pattern: pattern, payload: header.end..<end, end: end + 2)
    }

    /// A bulk string that is no payload, and where the next value begins.
    @inline(__always)
    private func string(
        _ bytes: UnsafeRawBufferPointer, _ start: Int
    ) throws(RESPHeader.Absence) -> (Range<Int>, Int) {
        let header = try RESPHeader(bytes, at: start)
        guard header.kind == UInt8(ascii: "$"), header.number >= 0, header.number <= Self.longestOther else {
            throw .malformed
        }
        let end = header.end + header.number
        guard end + 2 <= bytes.count else { throw .incomplete }
        guard Self.isLineEnd(bytes, end) else { throw .malformed }
        return (header.end..<end, end + 2)
    }

    /// Where the value that begins there ends, whatever it is.
    private func skip(_ bytes: UnsafeRawBufferPointer, _ start: Int) throws(RESPHeader.Absence) -> Int {
        var at = start
        var left = 1
        var seen = 0
        while left > 0 {
            seen += 1
            guard seen <= Self.mostValues, left <= Self.mostValues else { throw .malformed }
            let header = try RESPHeader(bytes, at: at)
            left -= 1
            at = header.end
            switch header.kind {
            case UInt8(ascii: "*"), UInt8(ascii: ">"), UInt8(ascii: "~"): left += min(max(header.number, 0), 1 << 20)
            case UInt8(ascii: "%"): left += 2 * min(max(header.number, 0), 1 << 20)
            case UInt8(ascii: "$"), UInt8(ascii: "="), UInt8(ascii: "!"):
                guard header.number >= 0 else { continue }
                guard header.number <= Self.longestOther else { throw .malformed }
                at += header.number + 2
                guard at <= bytes.count else { throw .incomplete }
                guard Self.isLineEnd(bytes, at - 2) else { throw .malformed }
            default: break
            }
        }
        return at
    }

    @inline(__always)
    private static func isLineEnd(_ bytes: UnsafeRawBufferPointer, _ at: Int) -> Bool {
        bytes[at] == UInt8(ascii: "\r") && bytes[at + 1] == UInt8(ascii: "\n")
    }

    @inline(__always)
    private static func `is`(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ word: StaticString) -> Bool {
        guard range.count == word.utf8CodeUnitCount else { return false }
        for index in 0..<range.count where bytes[range.lowerBound + index] != word.utf8Start[index] { return false }
        return true
    }
}
