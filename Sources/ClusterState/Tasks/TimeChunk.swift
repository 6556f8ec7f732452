// SPDX-License-Identifier: Apache-2.0

/// Up to 256 neighbouring entries of the ``TimeOrder``.
///
/// 14 bytes an entry: what timestamp (32 bits: some 500 s these days) and clock (24 bits) are apart from those of
/// the chunk's first, the reference, and 24 bits of origin. A chunk with an entry that does not fit that has 24
/// bytes for each.
struct TimeChunk {
    typealias Entry = TimeOrder.Entry

    static let capacity = 256

    private var memory: UnsafeMutableRawPointer
    private var isWide = false
    /// What the entries' timestamps and clocks are counted from.
    private let timeBase: UInt64
    private let clockBase: Int64
    private var start = 0
    /// Behind the last entry.
    private(set) var end = 0

    /// A chunk for entries like that one.
    init(near entry: Entry) {
        timeBase = entry.timestamp.bitPattern
        clockBase = entry.clock
        memory = .allocate(byteCount: Self.capacity * 14, alignment: 8)
    }

    /// An empty chunk with the same bases.
    private init(like other: TimeChunk) {
        isWide = other.isWide
        timeBase = other.timeBase
        clockBase = other.clockBase
        memory = .allocate(byteCount: other.bytes, alignment: 8)
    }

    func free() {
        memory.deallocate()
    }

    var count: Int { end - start }
    var bytes: Int { Self.capacity * stride }

    private var stride: Int { isWide ? 24 : 14 }

    @inline(__always)
    subscript(_ index: Int) -> Entry { entry(at: start + index) }

    @inline(__always)
    private func entry(at position: Int) -> Entry {
        let place = memory + position * stride
        let first = place.loadUnaligned(as: UInt64.self)
        if isWide {
            let second = place.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            return Entry(
                clock: place.loadUnaligned(fromByteOffset: 16, as: Int64.self), timestamp: Double(bitPattern: first),
                origin: UInt32(truncatingIfNeeded: second), reference: UInt32(truncatingIfNeeded: second >> 32))
        }
        // Clock and origin are the upper 48 bits of these.
        let second = place.loadUnaligned(fromByteOffset: 6, as: Int64.self)
        let apart = Int64(Int32(truncatingIfNeeded: first))
        return Entry(
            clock: clockBase &+ second >> 40, timestamp: Double(bitPattern: timeBase &+ UInt64(bitPattern: apart)),
            origin: UInt32(truncatingIfNeeded: second >> 16) & 0xff_ffff,
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
            let clock = UInt64(bitPattern: entry.clock &- clockBase) << 24 | UInt64(entry.origin)
            place.storeBytes(of: reference | UInt64(apart), as: UInt64.self)
            place.storeBytes(of: UInt32(truncatingIfNeeded: clock), toByteOffset: 8, as: UInt32.self)
            place.storeBytes(of: UInt16(truncatingIfNeeded: clock >> 32), toByteOffset: 12, as: UInt16.self)
        }
    }

    /// Makes the entries wide if that one is.
    @inline(__always)
    private mutating func makeRoom(for entry: Entry) {
        if isWide { return }
        let apart = Int64(bitPattern: entry.timestamp.bitPattern &- timeBase)
        let clock = entry.clock &- clockBase
        if apart != Int64(Int32(truncatingIfNeeded: apart)) || clock != (clock << 40) >> 40 { widen() }
    }

    @inline(never)
    private mutating func widen() {
        let narrow = self
        isWide = true
        memory = .allocate(byteCount: bytes, alignment: 8)
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

    /// Takes the first entry out.
    @discardableResult
    mutating func removeFirst() -> Entry {
        start += 1
        return entry(at: start - 1)
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
        (memory + (position + 1) * stride).copyMemory(
            from: memory + position * stride, byteCount: (end - position) * stride)
        store(entry, at: position)
        end += 1
        return true
    }

    /// Cuts off what stands from that place on.
    mutating func split(at index: Int) -> TimeChunk {
        var right = TimeChunk(like: self)
        right.memory.copyMemory(from: memory + (start + index) * stride, byteCount: (count - index) * stride)
        right.end = count - index
        end = start + index
        return right
    }
}
