// SPDX-License-Identifier: Apache-2.0

/// Up to 1,024 neighbouring entries of the ``TimeOrder``.
///
/// 20 bytes an entry: timestamp, reference, and clock and origin in 40 and 24 bits; wide ones have 24 bytes.
struct TimeChunk {
    typealias Entry = TimeOrder.Entry

    private let memory: UnsafeMutableRawPointer
    private let isWide: Bool
    private var start = 0
    /// Behind the last entry.
    private(set) var end = 0

    init(isWide: Bool) {
        self.isWide = isWide
        memory = .allocate(byteCount: TimeOrder.chunkEntries * (isWide ? 24 : 20), alignment: 8)
    }

    func free() {
        memory.deallocate()
    }

    var count: Int { end - start }

    private var stride: Int { isWide ? 24 : 20 }

    @inline(__always)
    subscript(_ index: Int) -> Entry {
        let place = memory + (start + index) * stride
        let packed = place.loadUnaligned(fromByteOffset: 12, as: UInt64.self)
        return Entry(
            clock: isWide
                ? place.loadUnaligned(fromByteOffset: 16, as: Int64.self) : Int64(truncatingIfNeeded: packed >> 24),
            timestamp: place.loadUnaligned(as: Double.self),
            origin: UInt32(truncatingIfNeeded: packed) & 0xff_ffff,
            reference: place.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    }

    @inline(__always)
    private func store(_ entry: Entry, at position: Int) {
        let place = memory + position * stride
        place.storeBytes(of: entry.timestamp, as: Double.self)
        place.storeBytes(of: entry.reference, toByteOffset: 8, as: UInt32.self)
        if isWide {
            place.storeBytes(of: entry.origin, toByteOffset: 12, as: UInt32.self)
            place.storeBytes(of: entry.clock, toByteOffset: 16, as: Int64.self)
        } else {
            place.storeBytes(of: UInt64(entry.clock) << 24 | UInt64(entry.origin), toByteOffset: 12, as: UInt64.self)
        }
    }

    /// There has to be room behind the last entry.
    @inline(__always)
    mutating func append(_ entry: Entry) {
        store(entry, at: end)
        end += 1
    }

    mutating func removeFirst() {
        start += 1
    }

    func bury(_ index: Int) {
        memory.storeBytes(of: TimeOrder.dead, toByteOffset: (start + index) * stride + 8, as: UInt32.self)
    }

    /// Puts an entry before the one at that place, moving the shorter side if both can; false if it is full.
    mutating func insert(_ entry: Entry, at index: Int) -> Bool {
        let position = start + index
        let isFull = end == TimeOrder.chunkEntries
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

    /// Cuts off what stands from that place on. Only for a full chunk that starts at 0.
    mutating func split(at index: Int) -> TimeChunk {
        var right = TimeChunk(isWide: isWide)
        right.memory.copyMemory(from: memory + (start + index) * stride, byteCount: (count - index) * stride)
        right.end = count - index
        end = start + index
        return right
    }
}
