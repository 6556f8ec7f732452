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
    /// Texts and attributes of the tasks.
    let arena = Arena()
    /// Attributes of the task being written; kept for its capacity.
    @exclusivity(unchecked) var attributes: [evcam_attribute] = []

    init() {
        memory = .allocate(capacity: 0)
    }

    deinit { memory.deallocate() }

    /// The tasks; nil if there are none.
    var tasks: UnsafePointer<evcam_task>? { count == 0 ? nil : UnsafePointer(memory.baseAddress) }

    /// Forgets the tasks and makes room for `capacity`.
    ///
    /// A table that has been far too big for a while shrinks: the first delivery of an epoch is the whole
    /// state, the others are not. Not at once: giving memory back and taking it again costs more than filling it.
    func reset(capacity: Int) {
        count = 0
        arena.reset()
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
