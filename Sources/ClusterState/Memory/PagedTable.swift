// SPDX-License-Identifier: Apache-2.0

/// Rows in fixed slots on pages of 256.
///
/// A snapshot copies the page table only; a page that a living snapshot can see is copied before it is written to.
struct PagedTable<Row: BitwiseCopyable>: ~Copyable {
    static var pageBytes: Int { PagePool.headerBytes + MemoryLayout<Row>.stride * 256 }

    private(set) var pages: UnsafeMutablePointer<UnsafeMutableRawPointer>
    private var capacity: Int
    private(set) var pageCount = 0
    /// Slots that were ever in use; the free ones among them are in `free`.
    private(set) var slotCount = 0
    private var free: [UInt32] = []

    init() {
        capacity = 16
        pages = .allocate(capacity: 16)
    }

    deinit {
        pages.deallocate()
    }

    /// Bytes of the table itself; its pages are the pool's.
    var bytes: Int { capacity * 8 + free.capacity * 4 }

    /// Reads rows while other parts of the table's owner are being changed; valid until the next allocation.
    struct Reader {
        fileprivate let pages: UnsafeMutablePointer<UnsafeMutableRawPointer>

        @inline(__always)
        func row(_ slot: Int) -> UnsafePointer<Row> {
            UnsafePointer(PagedTable.row(slot & 255, in: pages[slot >> 8]))
        }
    }

    var reader: Reader { Reader(pages: pages) }

    /// The row in that slot, for reading.
    @inline(__always)
    func row(_ slot: Int) -> UnsafePointer<Row> {
        UnsafePointer(Self.row(slot & 255, in: pages[slot >> 8]))
    }

    @inline(__always)
    static func row(_ index: Int, in page: UnsafeMutableRawPointer) -> UnsafeMutablePointer<Row> {
        (page + PagePool.headerBytes).assumingMemoryBound(to: Row.self) + index
    }

    /// The row in that slot, for writing; marks its group with `revision`.
    @inline(__always)
    mutating func writable(
        _ slot: Int, revision: UInt64, reclaimer: inout Reclaimer
    ) -> UnsafeMutablePointer<Row> {
        var page = pages[slot >> 8]
        let header = page.assumingMemoryBound(to: PagePool.Header.self)
        if header.pointee.generation <= reclaimer.newestLiveGeneration {
            page = copyPage(slot >> 8, reclaimer: &reclaimer)
        }
        let group = PagePool.revisions(of: page) + (slot & 255) >> PagePool.groupShift
        if group.pointee < revision { group.pointee = revision }
        return Self.row(slot & 255, in: page)
    }

    @inline(never)
    private mutating func copyPage(_ index: Int, reclaimer: inout Reclaimer) -> UnsafeMutableRawPointer {
        let old = pages[index]
        let born = old.assumingMemoryBound(to: PagePool.Header.self).pointee.generation
        let page = reclaimer.memory.pages.pointee.allocate(bytes: Self.pageBytes, generation: reclaimer.generation)
        page.copyMemory(from: old, byteCount: Self.pageBytes)
        page.assumingMemoryBound(to: PagePool.Header.self).pointee.generation = reclaimer.generation
        pages[index] = page
        reclaimer.retirePage(old, bytes: Self.pageBytes, born: born)
        return page
    }

    /// Whether ``allocate(reclaimer:)`` will find a slot that was in use before.
    var hasFreeSlot: Bool { !free.isEmpty }

    /// Takes a free slot or opens a new one.
    ///
    /// Its row is whatever stood there last (zero at first).
    mutating func allocate(reclaimer: inout Reclaimer) -> Int {
        if let slot = free.popLast() { return Int(slot) }
        if slotCount == pageCount * 256 { addPage(reclaimer: &reclaimer) }
        slotCount += 1
        return slotCount - 1
    }

    /// Gives a slot back.
    mutating func release(_ slot: Int) {
        free.append(UInt32(truncatingIfNeeded: slot))
    }

    private mutating func addPage(reclaimer: inout Reclaimer) {
        if pageCount == capacity {
            let larger = UnsafeMutablePointer<UnsafeMutableRawPointer>.allocate(capacity: capacity * 2)
            larger.moveInitialize(from: pages, count: pageCount)
            pages.deallocate()
            pages = larger
            capacity *= 2
        }
        (pages + pageCount).initialize(
            to: reclaimer.memory.pages.pointee.allocate(bytes: Self.pageBytes, generation: reclaimer.generation))
        pageCount += 1
    }

    /// Copies the page table for a snapshot.
    func picture() -> PagedPicture<Row> {
        let copy = UnsafeMutablePointer<UnsafeMutableRawPointer>.allocate(capacity: max(pageCount, 1))
        copy.initialize(from: pages, count: pageCount)
        return PagedPicture(pages: copy, pageCount: pageCount, slotCount: slotCount)
    }
}
