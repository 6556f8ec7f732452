// SPDX-License-Identifier: Apache-2.0

/// Pages of memory by size; what is given back is handed out again.
struct PagePool {
    /// Every page starts with these two words.
    struct Header {
        /// The state's generation when the page came into being: snapshots before it cannot see it.
        var generation: UInt32
        var unused: UInt32 = 0
        /// The highest revision of its rows.
        var revision: UInt64
    }

    /// Rows begin here; keeps them on cache lines of their own.
    static let headerBytes = 64

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
        page.storeBytes(of: Header(generation: generation, revision: 0), as: Header.self)
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
