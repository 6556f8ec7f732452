// SPDX-License-Identifier: Apache-2.0

/// Up to 256 neighbouring entries of the ``TimeOrder``.
///
/// 16 bytes an entry: what its timestamp's bits are apart from the chunk's first (32 bits, some 500 s these
/// days), the reference, and clock and origin in 40 and 24 bits. A chunk with an entry that does not fit that
/// has 24 bytes for each.
struct TimeChunk {
    typealias Entry = TimeOrder.Entry

    static let capacity = 256

    private var memory: UnsafeMutableRawPointer
    private var isWide = false
    private let timeBase: UInt64
    private var start = 0
    /// Behind the last entry.
    private(set) var end = 0

    /// A chunk for entries whose timestamps are near that one.
    init(near timestamp: Double) {
        timeBase = timestamp.bitPattern
        memory = .allocate(byteCount: Self.capacity * 16, alignment: 16)
    }

    func free() {
        memory.deallocate()
    }

    var count: Int { end - start }
    var bytes: Int { Self.capacity * stride }

    private var stride: Int { isWide ? 24 : 16 }

    @inline(__always)
    subscript(_ index: Int) -> Entry { entry(at: start + index) }

    @inline(__always)
    private func entry(at position: Int) -> Entry {
        let place = memory + position * stride
        let first = place.load(as: UInt64.self)
        let second = place.load(fromByteOffset: 8, as: UInt64.self)
        if isWide {
            return Entry(
                clock: place.load(fromByteOffset: 16, as: Int64.self), timestamp: Double(bitPattern: first),
                origin: UInt32(truncatingIfNeeded: second), reference: UInt32(truncatingIfNeeded: second >> 32))
        }
        let apart = Int64(Int32(truncatingIfNeeded: first))
        return Entry(
            clock: Int64(second >> 24), timestamp: Double(bitPattern: timeBase &+ UInt64(bitPattern: apart)),
            origin: UInt32(truncatingIfNeeded: second) & 0xff_ffff,
            reference: UInt32(truncatingIfNeeded: first >> 32))
    }

    @inline(__always)
    private func store(_ entry: Entry, at position: Int) {
        let place = memory + position * stride
        let reference = UInt64(entry.reference) << 32
        if isWide {
            place.storeBytes(of: entry.timestamp.bitPattern, as: UInt64.self)
            place.storeBytes(of: reference | UInt64(entry.origin), toByteOffset: 8, as: UInt64.self)
            place.storeBytes(of: entry.clock, toByteOffset: 16, as: Int64.self)
        } else {
            let apart = UInt32(truncatingIfNeeded: entry.timestamp.bitPattern &- timeBase)
            place.storeBytes(of: reference | UInt64(apart), as: UInt64.self)
            place.storeBytes(of: UInt64(entry.clock) << 24 | UInt64(entry.origin), toByteOffset: 8, as: UInt64.self)
        }
    }

    /// Makes the entries wide if that one is.
    @inline(__always)
    private mutating func makeRoom(for entry: Entry) {
        if isWide { return }
        let apart = Int64(bitPattern: entry.timestamp.bitPattern &- timeBase)
        if entry.clock < 0 || entry.clock >= 1 << 40 || apart != Int64(Int32(truncatingIfNeeded: apart)) { widen() }
    }

    @inline(never)
    private mutating func widen() {
        let narrow = self
        isWide = true
        memory = .allocate(byteCount: bytes, alignment: 16)
        for position in start..<end { store(narrow.entry(at: position), at: position) }
        narrow.free()
    }

    /// There has to be room behind the last entry.
    @inline(__always)
    mutating func append(_ entry: Entry) {
        makeRoom(for: entry)
        store(entry, at: end)
        end += 1
    }

    mutating func removeFirst() {
        start += 1
    }

    /// Takes the last entry out.
    mutating func removeLast() -> Entry {
        end -= 1
        return entry(at: end)
    }

    func bury(_ index: Int) {
        var dead = self[index]
        dead.reference = TimeOrder.dead
        store(dead, at: start + index)
    }

    /// Puts an entry before the one at that place, moving the shorter side if both can; false if it is full.
    mutating func insert(_ entry: Entry, at index: Int) -> Bool {
        makeRoom(for: entry)
        let position = start + index
        let isFull = end == Self.capacity
        if start > 0, isFull || index < count / 2 {
            (memory + (start - 1) * stride).copyMemory(from: memory + start * stride, byteCount: index * stride)
            start -= 1
            store(entry, at: position - 1)
            return true
        }
        if isFull { return false }
        (memory + (position + 1) * stride).copyMemory(from: memory + position * stride, byteCount: (end - position) * stride)
        store(entry, at: position)
        end += 1
        return true
    }

    /// Cuts off what stands from that place on.
    mutating func split(at index: Int) -> TimeChunk {
        var right = TimeChunk(near: Double(bitPattern: timeBase))
        if isWide { right.widen() }
        right.memory.copyMemory(from: memory + (start + index) * stride, byteCount: (count - index) * stride)
        right.end = count - index
        end = start + index
        return right
    }
}
