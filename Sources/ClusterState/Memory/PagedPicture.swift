// SPDX-License-Identifier: Apache-2.0

/// A ``PagedTable`` as it was when a snapshot was taken.
struct PagedPicture<Row: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
    // @unchecked: the copy of the page table is this value's own, and the pages are not written to while
    // the snapshot that owns it lives.
    private let pages: UnsafeMutablePointer<UnsafeMutableRawPointer>
    private let pageCount: Int
    let slotCount: Int

    init(pages: UnsafeMutablePointer<UnsafeMutableRawPointer>, pageCount: Int, slotCount: Int) {
        self.pages = pages
        self.pageCount = pageCount
        self.slotCount = slotCount
    }

    deinit {
        pages.deallocate()
    }

    @inline(__always)
    func row(_ slot: Int) -> UnsafePointer<Row> {
        UnsafePointer(PagedTable<Row>.row(slot & 255, in: pages[slot >> 8]))
    }

    /// Calls `body` with each slot of the groups that were changed beyond `revision` (0: of all groups).
    @inline(__always)
    func forEachSlot(inGroupsChangedSince revision: UInt64, _ body: (Int, UnsafePointer<Row>) -> Void) {
        for page in 0..<pageCount {
            let groups = PagePool.revisions(of: pages[page])
            let first = page << 8
            for group in 0..<PagePool.groups where groups[group] > revision || revision == 0 {
                let start = group << PagePool.groupShift
                let end = min(start + 1 << PagePool.groupShift, slotCount - first)
                guard start < end else { break }
                for index in start..<end {
                    body(first + index, UnsafePointer(PagedTable<Row>.row(index, in: pages[page])))
                }
            }
        }
    }
}
