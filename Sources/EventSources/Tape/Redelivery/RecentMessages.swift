// SPDX-License-Identifier: Apache-2.0

/// The messages that came last, by the hash of their bodies: so that one is known that a broker hands out again.
///
/// A message costs no more than its hash, which is put into a ring. Only when somebody asks, which is after a
/// connection broke, a table is made of them.
final class RecentMessages {
    private let hash = BodyHash()
    private let ring: UnsafeMutableBufferPointer<UInt64>
    /// Messages so far, and those of them that are in the table.
    private var count = 0
    private var tabled = 0
    private var table: HashTable

    /// Remembers at least that many messages, and at most four times as many; nil for none.
    init?(window: Int) {
        guard window > 0 else { return nil }
        var size = 16
        while size < window { size *= 2 }
        ring = .allocate(capacity: size)
        ring.initialize(repeating: 0)
        table = HashTable(capacity: size)
    }

    deinit { ring.deallocate() }

    /// Remembers a message by its body, which has no ends of lines.
    func insert(_ body: UnsafeRawBufferPointer) {
        ring[count & (ring.count - 1)] = hash(body)
        count += 1
    }

    /// Remembers a message by its body, whatever ends of lines it has.
    func insert(anyLines body: UnsafeRawBufferPointer) { withoutLineEnds(body) { insert($0) } }

    /// Whether a message with this body is remembered; ends of lines count as spaces.
    func contains(_ body: UnsafeRawBufferPointer) -> Bool {
        if count - tabled > ring.count {
            table.removeAll()
            tabled = count - ring.count
        }
        while tabled < count {
            table.insert(ring[tabled & (ring.count - 1)])
            tabled += 1
        }
        return withoutLineEnds(body) { table.contains(hash($0)) }
    }

    private func withoutLineEnds<Result>(
        _ body: UnsafeRawBufferPointer, _ use: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        guard body.hasLineEnds else { return use(body) }
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: body.count, alignment: 8)
        defer { copy.deallocate() }
        copy.copyMemory(from: body)
        copy.replaceLineEnds()
        return use(UnsafeRawBufferPointer(copy))
    }
}
