// SPDX-License-Identifier: Apache-2.0

/// A file of a tape.
struct Segment: Comparable, Sendable {
    /// The revision of the first event in it, which is its name.
    let firstRevision: UInt64
    /// 0; more for a segment that follows one in which there was no event.
    let part: Int
    /// Bytes; 0 if nobody has looked yet.
    var bytes = 0
    /// When it was written to last, UNIX seconds.
    var lastWritten = 0.0

    /// Names a segment.
    init(firstRevision: UInt64, part: Int) {
        self.firstRevision = firstRevision
        self.part = part
    }

    /// Reads a file's name; nil if it is no segment's.
    init?(name: String) {
        guard name.hasSuffix(".ndjson") else { return nil }
        let parts = name.dropLast(7).split(separator: "_", omittingEmptySubsequences: false)
        guard let first = parts.first, first.utf8.count == 20, let revision = Self.number(first), revision > 0 else {
            return nil
        }
        guard parts.count > 1 else {
            self.init(firstRevision: revision, part: 0)
            return
        }
        guard parts.count == 2, parts[1].utf8.count == 6, let part = Self.number(parts[1]), part > 0 else {
            return nil
        }
        self.init(firstRevision: revision, part: Int(part))
    }

    /// The file's name; names sort as the segments follow each other.
    var name: String {
        let revision = Self.padded(firstRevision, 20)
        return part == 0 ? "\(revision).ndjson" : "\(revision)_\(Self.padded(UInt64(part), 6)).ndjson"
    }

    static func == (one: Segment, other: Segment) -> Bool {
        (one.firstRevision, one.part) == (other.firstRevision, other.part)
    }

    static func < (one: Segment, other: Segment) -> Bool {
        (one.firstRevision, one.part) < (other.firstRevision, other.part)
    }

    private static func number(_ digits: Substring) -> UInt64? {
        digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt64(digits) : nil
    }

    private static func padded(_ number: UInt64, _ count: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
    }
}
