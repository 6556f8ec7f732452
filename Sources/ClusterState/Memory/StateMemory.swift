// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// The memory that the state and its snapshots share: pages, payload blocks and interned texts.
///
/// Only the state's thread allocates, writes and frees. Snapshots read what was complete when they were
/// taken, and tell here when they go; everything is given back when the state and its last snapshot are gone.
///
/// `@unchecked Sendable`: the mutable parts belong to the state's thread; what snapshots share with it is the
/// mutex below and memory that is not written to while a snapshot can see it.
final class StateMemory: @unchecked Sendable {
    private static let made = Atomic<UInt64>(0)
    /// Differs from that of every other state of this process: an address may come again.
    let number = StateMemory.made.add(1, ordering: .relaxed).newValue
    /// Behind pointers, so that nobody pays for the checks that a class's variables cost.
    let pages: UnsafeMutablePointer<PagePool>
    let slab: UnsafeMutablePointer<Slab>
    /// The slab's chunk table, which never moves: all that snapshots need of it.
    let chunks: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    /// The interned texts' entries; the table itself never moves.
    let textChunks: UnsafeMutablePointer<UnsafeMutablePointer<TextTable.Entry>?>
    /// Set when `released` has something, so that the state's thread can look without taking the lock.
    private let hasReleased = Atomic<Bool>(false)
    private let released = Mutex<[UInt32]>([])

    init() {
        pages = .allocate(capacity: 1)
        pages.initialize(to: PagePool())
        slab = .allocate(capacity: 1)
        slab.initialize(to: Slab())
        chunks = slab.pointee.chunks
        textChunks = .allocate(capacity: TextTable.maxChunks)
        textChunks.initialize(repeating: nil, count: TextTable.maxChunks)
    }

    /// Called by a snapshot's end, on any thread.
    func release(generation: UInt32) {
        released.withLock { $0.append(generation) }
        hasReleased.store(true, ordering: .releasing)
    }

    /// The generations of snapshots that have gone since the last call.
    func takeReleased() -> [UInt32] {
        guard hasReleased.load(ordering: .acquiring) else { return [] }
        hasReleased.store(false, ordering: .relaxed)
        return released.withLock {
            let taken = $0
            $0.removeAll(keepingCapacity: true)
            return taken
        }
    }

    deinit {
        pages.pointee.freeAll()
        pages.deinitialize(count: 1).deallocate()
        slab.pointee.freeAll()
        slab.deinitialize(count: 1).deallocate()
        for index in 0..<TextTable.maxChunks { textChunks[index]?.deallocate() }
        textChunks.deallocate()
    }
}
