// SPDX-License-Identifier: Apache-2.0

/// Finds a task's slot by its uuid: open addressing over 32-bit entries of an 8-bit tag and a 24-bit slot.
struct TaskIndex: ~Copyable {
    /// Slots have 24 bits, and one value means empty.
    static let maxSlots = 1 << 24 - 1

    private var entries: UnsafeMutablePointer<UInt32>
    private var mask: Int
    private(set) var count = 0

    init() {
        mask = 1023
        entries = .allocate(capacity: 1024)
        entries.initialize(repeating: 0, count: 1024)
    }

    deinit {
        entries.deallocate()
    }

    var bytes: Int { (mask + 1) * 4 }

    @inline(__always)
    private static func tag(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash >> 56) << 24 }

    /// The address that ``find(hash:matches:)`` will look at first.
    @inline(__always)
    func address(_ hash: UInt64) -> UnsafeRawPointer {
        UnsafeRawPointer(entries + Int(truncatingIfNeeded: hash) & mask)
    }

    /// The slot whose tag fits and that `matches` confirms.
    @inline(__always)
    func find(hash: UInt64, matches: (Int) -> Bool) -> Int? {
        let tag = Self.tag(hash)
        var place = Int(truncatingIfNeeded: hash) & mask
        while true {
            let entry = entries[place]
            if entry == 0 { return nil }
            if entry & 0xff00_0000 == tag {
                let slot = Int(entry & 0xff_ffff) - 1
                if matches(slot) { return slot }
            }
            place = (place + 1) & mask
        }
    }

    /// Enters a slot that is not there yet. `hashOf` gives the hash of any slot that is.
    mutating func insert(hash: UInt64, slot: Int, hashOf: (Int) -> UInt64) {
        if (count + 1) * 8 > (mask + 1) * 5 { grow(hashOf: hashOf) }
        put(hash: hash, slot: slot)
        count += 1
    }

    private func put(hash: UInt64, slot: Int) {
        var place = Int(truncatingIfNeeded: hash) & mask
        while entries[place] != 0 { place = (place + 1) & mask }
        entries[place] = Self.tag(hash) | UInt32(slot + 1)
    }

    private mutating func grow(hashOf: (Int) -> UInt64) {
        let old = entries
        let oldCount = mask + 1
        mask = oldCount * 2 - 1
        entries = .allocate(capacity: oldCount * 2)
        entries.initialize(repeating: 0, count: oldCount * 2)
        for place in 0..<oldCount where old[place] != 0 {
            let slot = Int(old[place] & 0xff_ffff) - 1
            put(hash: hashOf(slot), slot: slot)
        }
        old.deallocate()
    }

    /// Takes a slot out, closing the gap it leaves.
    mutating func remove(hash: UInt64, slot: Int, hashOf: (Int) -> UInt64) {
        var place = Int(truncatingIfNeeded: hash) & mask
        let wanted = Self.tag(hash) | UInt32(slot + 1)
        while entries[place] != wanted {
            if entries[place] == 0 { return }
            place = (place + 1) & mask
        }
        var hole = place
        var next = (place + 1) & mask
        while entries[next] != 0 {
            let home = Int(truncatingIfNeeded: hashOf(Int(entries[next] & 0xff_ffff) - 1)) & mask
            // An entry may move into the hole if its home does not lie behind it.
            if (next - home) & mask >= (next - hole) & mask {
                entries[hole] = entries[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        entries[hole] = 0
        count -= 1
    }
}
