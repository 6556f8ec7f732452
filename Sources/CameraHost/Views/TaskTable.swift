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
    /// What the rows show, for a table whose next picture can keep some.
    @exclusivity(unchecked) var kept = KeptRows()
    /// Bytes in the arena when all rows had been written.
    private var takenByAll = 0
    private static let slack = 1 << 20

    /// A table in the memory of this process.
    init() {
        shared = nil
        arena = Arena()
        memory = .allocate(capacity: 0)
    }

    /// A table that other processes read, too, and where it lies.
    init(in shared: SharedMemory) {
        self.shared = shared
        arena = Arena(shared.pieces)
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
        notePeak(capacity)
        count = 0
        let isShrinking = shared == nil && oversized > Self.patience
        arena.reset(isShrinking: isShrinking)
        guard shared == nil, memory.count < capacity || isShrinking else { return }
        memory.deallocate()
        memory = .allocate(capacity: capacity)
        oversized = 0
    }

    private func notePeak(_ capacity: Int) {
        wanted = capacity
        let pieces = arena.taken
        peak = (max(peak.rows, capacity), max(peak.pieces, pieces))
        let rows = shared == nil ? memory.count : peak.rows
        let isFarTooBig =
            rows > max(4096, 4 * capacity) || shared != nil && peak.pieces > max(Self.smallPieces, 4 * pieces)
        oversized = isFarTooBig ? oversized + 1 : 0
    }

    /// The place of the next task, as long as fewer than the reserved capacity are there.
    @inline(__always)
    func next() -> UnsafeMutablePointer<evcam_task>? {
        guard count < memory.count, let base = memory.baseAddress else { return nil }
        defer { count += 1 }
        return base + count
    }

    /// Appends a row that another table has, which must live as long.
    @inline(__always)
    func append(_ row: UnsafePointer<evcam_task>) { next()?.initialize(to: row.pointee) }

    // MARK: - Rows that stay

    /// All rows have been written anew.
    func noteWhole() { takenByAll = arena.taken }

    /// Whether so much of the arena belongs to rows that are gone that all had better be written anew.
    var isWasteful: Bool { arena.isOverfull || arena.taken > 2 * takenByAll + Self.slack }

    /// Makes room for `capacity` without forgetting the tasks; false if that cannot be.
    func isKept(capacity: Int) -> Bool {
        notePeak(capacity)
        return memory.count >= capacity && oversized <= Self.patience
    }

    /// Puts rows in their new places; there are `count` afterwards, and those that are none's goal are stale.
    ///
    /// Both places of the moves ascend: so no move to the front overwrites what another still needs if they come in
    /// that order, nor one to the back in the opposite order, nor one of the former what one of the latter needs.
    func move(_ moves: [KeptRows.Move], count: Int) {
        self.count = count
        guard let base = memory.baseAddress else { return }
        for move in moves where move.to < move.from {
            (base + move.to).update(from: base + move.from, count: move.count)
        }
        for move in moves.reversed() where move.to > move.from {
            (base + move.to).update(from: base + move.from, count: move.count)
        }
    }

    /// A row among those that are there.
    func row(_ index: Int) -> UnsafeMutablePointer<evcam_task>? {
        index < count ? memory.baseAddress.map { $0 + index } : nil
    }
}
