// SPDX-License-Identifier: Apache-2.0

/// Pages of memory by size; what is given back is handed out again.
struct PagePool {
    /// Every page starts with this; the highest revisions of its groups of rows follow.
    struct Header {
        /// The state's generation when the page came into being: snapshots before it cannot see it.
        var generation: UInt32
        var unused: UInt32 = 0
    }

    /// Rows of a page that are looked at, or passed over, together.
    static let groupShift = 4
    /// Groups in a page.
    static let groups = 256 >> groupShift
    /// Rows begin here; keeps them on cache lines of their own.
    static let headerBytes = 192

    /// The highest revision of each group of a page's rows.
    @inline(__always)
    static func revisions(of page: UnsafeMutableRawPointer) -> UnsafeMutablePointer<UInt64> {
        (page + MemoryLayout<Header>.size).assumingMemoryBound(to: UInt64.self)
    }

    private var all: [(page: UnsafeMutableRawPointer, bytes: Int)] = []
    private var free: [Int: [UnsafeMutableRawPointer]] = [:]
    /// Bytes that were ever allocated and not given back to the system.
    private(set) var bytes = 0

    mutating func allocate(bytes count: Int, generation: UInt32) -> UnsafeMutableRawPointer {
        let page: UnsafeMutableRawPointer
        if let reused = free[count]?.popLast() {
            page = reused
        } else {
            page = .allocate(byteCount: count, alignment: 64)
            all.append((page, count))
            bytes += count
        }
        page.initializeMemory(as: UInt8.self, repeating: 0, count: count)
        page.storeBytes(of: Header(generation: generation), as: Header.self)
        return page
    }

    mutating func deallocate(_ page: UnsafeMutableRawPointer, bytes count: Int) {
        free[count, default: []].append(page)
    }

    mutating func freeAll() {
        for (page, _) in all { page.deallocate() }
        all = []
        free = [:]
    }
}
