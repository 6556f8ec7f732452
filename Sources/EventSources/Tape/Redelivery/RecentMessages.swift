// SPDX-License-Identifier: Apache-2.0

/// The messages that came last, by the hash of their bodies: so that one is known that a broker hands out again.
///
/// It remembers at least `window` of them and at most twice as many, in two tables that take turns: what is in the
/// older one is forgotten when the newer is full. So nothing is ever removed one by one.
final class RecentMessages {
    private let hash = BodyHash()
    private let window: Int
    private let mask: Int
    private var newer: [UInt64]
    private var older: [UInt64]
    private var count = 0

    /// Remembers at least that many; nil for none.
    init?(window: Int) {
        guard window > 0 else { return nil }
        self.window = window
        var size = 16
        while size < 2 * window { size *= 2 }
        mask = size - 1
        newer = Array(repeating: 0, count: size)
        older = newer
    }

    /// Remembers a message by its body, which has no ends of lines.
    func insert(_ body: UnsafeRawBufferPointer) {
        // 0 stands for an empty place.
        let hash = max(hash(body), 1)
        var place = Int(truncatingIfNeeded: hash) & mask
        while newer[place] != 0 {
            if newer[place] == hash { return }
            place = (place + 1) & mask
        }
        newer[place] = hash
        count += 1
        if count >= window { turn() }
    }

    /// Remembers a message by its body, whatever ends of lines it has.
    func insert(anyLines body: UnsafeRawBufferPointer) { withoutLineEnds(body) { insert($0) } }

    /// Whether a message with this body is remembered; ends of lines count as spaces.
    func contains(_ body: UnsafeRawBufferPointer) -> Bool {
        withoutLineEnds(body) { contains(hash: max(hash($0), 1)) }
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

    private func contains(hash: UInt64) -> Bool {
        for table in [newer, older] {
            var place = Int(truncatingIfNeeded: hash) & mask
            while table[place] != 0 {
                if table[place] == hash { return true }
                place = (place + 1) & mask
            }
        }
        return false
    }

    private func turn() {
        swap(&newer, &older)
        for place in newer.indices { newer[place] = 0 }
        count = 0
    }
}
