// SPDX-License-Identifier: Apache-2.0

/// Celery's task heap (`State._taskheap`): one entry per task event, in the order of logical clocks.
///
/// The order is not transitive where absent clocks mix with real ones, so that Celery's result depends on
/// the very steps of its insertion; they are repeated here exactly. A ring, because entries leave at the
/// front and arrive near the end.
struct TimeOrder: ~Copyable {
    /// `timetuple(clock, timestamp, origin id, weak reference)`.
    struct Entry: BitwiseCopyable {
        var clock: Int64
        var timestamp: Double
        /// The node's id as an interned text.
        var origin: UInt32
        /// The task's slot in the lower 24 bits, its birth in the upper 8; `dead` once it is gone.
        var reference: UInt32
    }

    static let dead = UInt32.max

    /// 20 bytes an entry: timestamp, reference, and clock and origin in 40 and 24 bits. A clock beyond 40
    /// bits (never seen in a sane cluster) makes all entries 24 bytes wide, once and for good.
    private var memory: UnsafeMutableRawPointer
    private var isWide = false
    private var capacity = 1024
    private var head = 0
    private(set) var count = 0

    init() {
        memory = .allocate(byteCount: 1024 * 20, alignment: 8)
    }

    deinit {
        memory.deallocate()
    }

    private var stride: Int { isWide ? 24 : 20 }

    var bytes: Int { capacity * stride }

    @inline(__always)
    private func place(_ index: Int) -> UnsafeMutableRawPointer {
        let position = head + index
        return memory + (position < capacity ? position : position - capacity) * stride
    }

    @inline(__always)
    subscript(_ index: Int) -> Entry {
        get {
            let place = place(index)
            let packed = place.loadUnaligned(fromByteOffset: 12, as: UInt64.self)
            return Entry(
                clock: isWide
                    ? place.loadUnaligned(fromByteOffset: 16, as: Int64.self) : Int64(truncatingIfNeeded: packed >> 24),
                timestamp: place.loadUnaligned(as: Double.self),
                origin: UInt32(truncatingIfNeeded: packed) & 0xff_ffff,
                reference: place.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
        }
        set {
            let place = place(index)
            place.storeBytes(of: newValue.timestamp, as: Double.self)
            place.storeBytes(of: newValue.reference, toByteOffset: 8, as: UInt32.self)
            if isWide {
                place.storeBytes(of: newValue.origin, toByteOffset: 12, as: UInt32.self)
                place.storeBytes(of: newValue.clock, toByteOffset: 16, as: Int64.self)
            } else {
                let packed = UInt64(bitPattern: newValue.clock) << 24 | UInt64(newValue.origin)
                place.storeBytes(of: packed, toByteOffset: 12, as: UInt64.self)
            }
        }
    }

    /// `a < b` as kombu's `timetuple` has it: by clocks where both have one, equal ones by origin;
    /// otherwise by timestamps.
    @inline(__always)
    static func precedes(_ a: Entry, _ b: Entry, originPrecedes: (UInt32, UInt32) -> Bool) -> Bool {
        if a.clock != 0, b.clock != 0 {
            if a.clock != b.clock { return a.clock < b.clock }
            return a.origin != b.origin && originPrecedes(a.origin, b.origin)
        }
        return a.timestamp < b.timestamp
    }

    /// Enters an event, dropping the first entry if there are `limit` already.
    @inline(__always)
    mutating func push(_ entry: Entry, limit: Int, originPrecedes: (UInt32, UInt32) -> Bool) {
        if count + 1 > limit { removeFirst() }
        if count == capacity { rebuild(capacity: min(max(limit, 1), capacity * 2), wide: isWide) }
        if !isWide, entry.clock < 0 || entry.clock >= 1 << 40 { rebuild(capacity: capacity, wide: true) }
        if count == 0 || Self.precedes(self[count - 1], entry, originPrecedes: originPrecedes) {
            self[count] = entry
            count += 1
            return
        }
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) >> 1
            if Self.precedes(entry, self[middle], originPrecedes: originPrecedes) {
                high = middle
            } else {
                low = middle + 1
            }
        }
        insert(entry, at: low)
    }

    /// Moves the shorter side.
    private mutating func insert(_ entry: Entry, at index: Int) {
        if index < count - index {
            head = head == 0 ? capacity - 1 : head - 1
            for place in 0..<index { self[place] = self[place + 1] }
        } else {
            for place in Swift.stride(from: count, to: index, by: -1) { self[place] = self[place - 1] }
        }
        self[index] = entry
        count += 1
    }

    private mutating func removeFirst() {
        guard count > 0 else { return }
        head = head + 1 == capacity ? 0 : head + 1
        count -= 1
    }

    mutating func removeAll() {
        head = 0
        count = 0
    }

    private mutating func rebuild(capacity larger: Int, wide: Bool) {
        var copy = TimeOrder(capacity: max(larger, count), wide: wide)
        copy.count = count
        for index in 0..<count { copy[index] = self[index] }
        self = copy
    }

    private init(capacity: Int, wide: Bool) {
        self.capacity = capacity
        isWide = wide
        memory = .allocate(byteCount: capacity * (wide ? 24 : 20), alignment: 8)
    }

    /// Marks the entries of tasks that are gone, so that a later task in the same slot is not taken for them.
    mutating func bury(isAlive: (UInt32) -> Bool) {
        for index in 0..<count {
            let reference = self[index].reference
            if reference != Self.dead, !isAlive(reference) { self[index].reference = Self.dead }
        }
    }
}
