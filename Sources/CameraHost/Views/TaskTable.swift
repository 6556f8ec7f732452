// SPDX-License-Identifier: Apache-2.0
import CameraABI

/// An array of tasks as the ABI shows them, and the memory of the texts that have no other home.
final class TaskTable {
    @exclusivity(unchecked) private var memory: UnsafeMutableBufferPointer<evcam_task>
    // One owner, no re-entrance, as in the arena.
    @exclusivity(unchecked) private(set) var count = 0
    /// Pictures in a row that needed far less.
    private var oversized = 0
    private static let patience = 16
    private static let smallPieces = 4 << 20
    /// Texts and attributes of the tasks.
    let arena: Arena
    /// Where the table lies, if other processes read it.
    let shared: SharedMemory?
    /// The most that was ever in use of the shared memory, by halves: what it costs.
    private var peak = (rows: 0, pieces: 0)
    /// Attributes of the task being written; kept for its capacity.
    @exclusivity(unchecked) var attributes: [evcam_attribute] = []

    /// A table in the memory of this process.
    init() {
        shared = nil
        arena = Arena()
        memory = .allocate(capacity: 0)
    }

    /// A table that other processes read, too.
    /// - Parameters:
    ///   - shared: where it lies.
    ///   - keepsBlocks: whether copied texts stay for the next picture, which pays if most tasks stay the same.
    init(in shared: SharedMemory, keepsBlocks: Bool) {
        self.shared = shared
        arena = Arena(shared.pieces, keepingBlocksIn: keepsBlocks ? shared.blocks : nil)
        memory = shared.rows.bindMemory(to: evcam_task.self)
    }

    deinit {
        if shared == nil { memory.deallocate() }
    }

    /// Whether it has been far too big for a while, and another should take its place.
    ///
    /// Only for shared memory, of which no part can be given back.
    var isOversized: Bool { shared != nil && oversized > Self.patience }
    /// Whether the picture did not fit into shared memory.
    var isOverfull: Bool { arena.isOverfull || shared != nil && wanted > memory.count }
    private var wanted = 0

    /// The tasks; nil if there are none.
    var tasks: UnsafePointer<evcam_task>? { count == 0 ? nil : UnsafePointer(memory.baseAddress) }

    /// Forgets the tasks and makes room for `capacity`.
    ///
    /// A table that has been far too big for a while shrinks: the first delivery of an epoch is the whole
    /// state, the others are not. Not at once: giving memory back and taking it again costs more than filling it.
    func reset(capacity: Int) {
        let pieces = arena.usedOfFirst
        count = 0
        wanted = capacity
        arena.reset()
        guard shared == nil else {
            peak = (max(peak.rows, capacity), max(peak.pieces, pieces))
            let isFarTooBig =
                peak.rows > max(4096, 4 * capacity) || peak.pieces > max(Self.smallPieces, 4 * pieces)
            oversized = isFarTooBig ? oversized + 1 : 0
            return
        }
        oversized = memory.count > max(4096, 4 * capacity) ? oversized + 1 : 0
        if memory.count < capacity || oversized > Self.patience {
            memory.deallocate()
            memory = .allocate(capacity: capacity)
            oversized = 0
        }
    }

    /// The place of the next task, as long as fewer than the reserved capacity are there.
    @inline(__always)
    func next() -> UnsafeMutablePointer<evcam_task>? {
        guard count < memory.count, let base = memory.baseAddress else { return nil }
        defer { count += 1 }
        return base + count
    }
}
