// SPDX-License-Identifier: Apache-2.0
internal import CeleryEvents

/// The order of kombu's `LRUCache`: oldest first, by doubly linked slot numbers that stand outside the pages.
struct RecencyList: ~Copyable {
    private struct Link {
        /// Slot + 1; 0: none.
        var previous: UInt32
        var next: UInt32
    }

    private var links: UnsafeMutablePointer<Link>
    private var capacity: Int
    private var head: UInt32 = 0
    private var tail: UInt32 = 0
    private(set) var count = 0

    init() {
        capacity = 256
        links = .allocate(capacity: 256)
        links.initialize(repeating: Link(previous: 0, next: 0), count: 256)
    }

    deinit {
        links.deallocate()
    }

    var bytes: Int { capacity * MemoryLayout<Link>.stride }

    /// The slot that would go first.
    var oldest: Int? { head == 0 ? nil : Int(head) - 1 }

    /// The slot that came after that one.
    func next(_ slot: Int) -> Int? {
        let next = links[slot].next
        return next == 0 ? nil : Int(next) - 1
    }

    /// Fetches what ``next(_:)`` will look at.
    @inline(__always)
    func prefetchLink(_ slot: Int) {
        prefetch(UnsafeRawPointer(links + slot))
    }

    mutating func append(_ slot: Int) {
        if slot >= capacity { grow(to: slot + 1) }
        links[slot] = Link(previous: tail, next: 0)
        if tail == 0 { head = UInt32(slot + 1) } else { links[Int(tail) - 1].next = UInt32(slot + 1) }
        tail = UInt32(slot + 1)
        count += 1
    }

    mutating func remove(_ slot: Int) {
        let link = links[slot]
        if link.previous == 0 { head = link.next } else { links[Int(link.previous) - 1].next = link.next }
        if link.next == 0 { tail = link.previous } else { links[Int(link.next) - 1].previous = link.previous }
        count -= 1
    }

    /// Makes it the newest, as a read through the cache's own methods does.
    mutating func touch(_ slot: Int) {
        if tail == UInt32(slot + 1) { return }
        remove(slot)
        append(slot)
    }

    private mutating func grow(to needed: Int) {
        // By a little: this table is as long as there are tasks.
        let larger = max(needed, capacity + max(capacity >> 5, 256))
        let copy = UnsafeMutablePointer<Link>.allocate(capacity: larger)
        copy.moveInitialize(from: links, count: capacity)
        (copy + capacity).initialize(repeating: Link(previous: 0, next: 0), count: larger - capacity)
        links.deallocate()
        links = copy
        capacity = larger
    }
}
