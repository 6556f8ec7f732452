// SPDX-License-Identifier: Apache-2.0

/// Leaves out the second of two messages that a publisher with kombu's `sentinel_fanout_compat` sends: the same one
/// goes to the channel of today and to that of kombu before 5.4 (kombu/transport/redis.py, `SentinelChannel`).
///
/// Used at Sentinels only: it looks into each envelope for its delivery tag, which is a UUID.
final class TwinFilter {
    /// A delivery tag.
    private struct Tag: Hashable {
        var high: UInt64
        var low: UInt64
    }

    /// As many tags as kombu remembers.
    static let remembered = 1000

    private let legacyPatterns: [[UInt8]]
    /// Whether the first of them came over a legacy channel.
    private var seen: [Tag: Bool] = [:]
    private var order: [Tag] = []
    private var oldest = 0

    /// Knows the channels of kombu before 5.4 by the patterns that they match.
    init(legacyPatterns: [String]) {
        self.legacyPatterns = legacyPatterns.map { Array($0.utf8) }
        seen.reserveCapacity(Self.remembered + 1)
        order.reserveCapacity(Self.remembered)
    }

    /// Whether the same message came over the other channel before.
    func isSecond(_ bytes: UnsafeRawBufferPointer, pattern: Range<Int>, payload: Range<Int>) -> Bool {
        guard let tag = Self.tag(bytes, payload) else { return false }
        let isLegacy = legacyPatterns.contains { bytes[pattern].elementsEqual($0) }
        if let first = seen[tag] { return first != isLegacy }
        seen[tag] = isLegacy
        if order.count < Self.remembered {
            order.append(tag)
        } else {
            seen[order[oldest]] = nil
            order[oldest] = tag
            oldest = (oldest + 1) % Self.remembered
        }
        return false
    }

    /// The tag of an envelope.
    ///
    /// Since kombu writes it last, the search begins at the end.
    private static func tag(_ bytes: UnsafeRawBufferPointer, _ payload: Range<Int>) -> Tag? {
        let key: StaticString = "\"delivery_tag\""
        let length = key.utf8CodeUnitCount
        var start = payload.upperBound - length
        while start >= payload.lowerBound {
            if bytes[start] == UInt8(ascii: "\""), (0..<length).allSatisfy({ bytes[start + $0] == key.utf8Start[$0] }) {
                return uuid(bytes[(start + length)..<payload.upperBound])
            }
            start -= 1
        }
        return nil
    }

    private static func uuid(_ bytes: Slice<UnsafeRawBufferPointer>) -> Tag? {
        let text = bytes.drop { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\"") }
        var tag = Tag(high: 0, low: 0)
        var digits = 0
        for character in text {
            guard character != UInt8(ascii: "-") else { continue }
            guard digits < 32, let digit = hexadecimal(character) else { break }
            tag.high = tag.high << 4 | tag.low >> 60
            tag.low = tag.low << 4 | digit
            digits += 1
        }
        return digits == 32 ? tag : nil
    }

    private static func hexadecimal(_ character: UInt8) -> UInt64? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(character - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(character - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(character - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
