// SPDX-License-Identifier: Apache-2.0

/// Finds a task's slot by its uuid: a hash table whose buckets are cache lines.
///
/// A bucket has 15 entries of an 8-bit tag and a 24-bit slot, and says how many entries of it or of buckets
/// before it went on to the next one. So taking one out moves none of the others, and nobody else's row has to
/// be looked at.
struct TaskIndex: ~Copyable {
    /// Slots have 24 bits, and one value means empty.
    static let maxSlots = 1 << 24 - 1
    private static let entriesPerBucket = 15

    /// The first word of a bucket counts what went on; 0 is an empty entry.
    private var words: UnsafeMutablePointer<UInt32>
    private var mask: Int
    private(set) var count = 0

    init() {
        mask = 63
        words = Self.allocate(buckets: 64)
    }

    deinit {
        words.deallocate()
    }

    private static func allocate(buckets: Int) -> UnsafeMutablePointer<UInt32> {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: buckets * 64, alignment: 64)
        return memory.initializeMemory(as: UInt32.self, repeating: 0, count: buckets * 16)
    }

    var bytes: Int { (mask + 1) * 64 }

    @inline(__always)
    private static func tag(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash >> 56) << 24 }

    /// Where in a bucket an entry is looked for first.
    @inline(__always)
    private static func start(_ hash: UInt64) -> Int { (Int(hash >> 40) & 0xffff) * entriesPerBucket >> 16 }

    @inline(__always)
    private func bucket(_ number: Int) -> UnsafeMutablePointer<UInt32> { words + (number & mask) << 4 }

    /// The address that ``find(hash:matches:)`` will look at first.
    @inline(__always)
    func address(_ hash: UInt64) -> UnsafeRawPointer {
        UnsafeRawPointer(bucket(Int(truncatingIfNeeded: hash)))
    }

    /// The slot whose tag fits and that `matches` confirms.
    @inline(__always)
    func find(hash: UInt64, matches: (Int) -> Bool) -> Int? {
        let tag = Self.tag(hash)
        var number = Int(truncatingIfNeeded: hash) & mask
        while true {
            let bucket = bucket(number)
            if Self.mayHold(tag, in: bucket) {
                var place = Self.start(hash)
                for _ in 0..<Self.entriesPerBucket {
                    let entry = bucket[place + 1]
                    if entry & 0xff00_0000 == tag, entry != 0 {
                        let slot = Int(entry & 0xff_ffff) - 1
                        if matches(slot) { return slot }
                    }
                    place = place == Self.entriesPerBucket - 1 ? 0 : place + 1
                }
            }
            if bucket[0] == 0 { return nil }
            number += 1
        }
    }

    /// Whether any word of the bucket has that tag: without a branch, so that it is done several words at a time.
    @inline(__always)
    private static func mayHold(_ tag: UInt32, in bucket: UnsafeMutablePointer<UInt32>) -> Bool {
        var found: UInt32 = 0
        for place in 0..<16 { found |= bucket[place] & 0xff00_0000 == tag ? 1 : 0 }
        return found != 0
    }

    /// Enters a slot that is not there yet. `hashOf` gives the hash of any slot that is.
    mutating func insert(hash: UInt64, slot: Int, hashOf: (Int) -> UInt64) {
        // Seven eighths full at the most.
        if (count + 1) * 8 > (mask + 1) * Self.entriesPerBucket * 7 { grow(hashOf: hashOf) }
        put(hash: hash, slot: slot)
        count += 1
    }

    private func put(hash: UInt64, slot: Int) {
        var number = Int(truncatingIfNeeded: hash) & mask
        while true {
            let bucket = bucket(number)
            var place = Self.start(hash)
            for _ in 0..<Self.entriesPerBucket {
                if bucket[place + 1] == 0 {
                    bucket[place + 1] = Self.tag(hash) | UInt32(slot + 1)
                    return
                }
                place = place == Self.entriesPerBucket - 1 ? 0 : place + 1
            }
            bucket[0] += 1
            number += 1
        }
    }

    private mutating func grow(hashOf: (Int) -> UInt64) {
        let old = words
        let oldCount = mask + 1
        mask = oldCount * 2 - 1
        words = Self.allocate(buckets: oldCount * 2)
        for place in 0..<oldCount * 16 where place & 15 != 0 && old[place] != 0 {
            let slot = Int(old[place] & 0xff_ffff) - 1
            put(hash: hashOf(slot), slot: slot)
        }
        old.deallocate()
    }

    /// Takes a slot out.
    mutating func remove(hash: UInt64, slot: Int) {
        let wanted = Self.tag(hash) | UInt32(slot + 1)
        let home = Int(truncatingIfNeeded: hash) & mask
        var number = home
        while true {
            let bucket = bucket(number)
            for place in 1...Self.entriesPerBucket where bucket[place] == wanted {
                bucket[place] = 0
                for passed in home..<number { self.bucket(passed)[0] -= 1 }
                count -= 1
                return
            }
            if bucket[0] == 0 { return }
            number += 1
        }
    }
}
