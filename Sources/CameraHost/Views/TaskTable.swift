// SPDX-License-Identifier: Apache-2.0
import CameraABI

/// An array of tasks as the ABI shows them, and the memory of the texts that have no other home.
final class TaskTable {
    private var memory: UnsafeMutableBufferPointer<evcam_task>
    private(set) var count = 0
    /// Texts and attributes of the tasks.
    let arena = Arena()
    /// Attributes of the task being written; kept for its capacity.
    var attributes: [evcam_attribute] = []

    init() {
        memory = .allocate(capacity: 0)
    }

    deinit { memory.deallocate() }

    /// The tasks; nil if there are none.
    var tasks: UnsafePointer<evcam_task>? { count == 0 ? nil : UnsafePointer(memory.baseAddress) }

    /// Forgets the tasks and makes room for `capacity`.
    ///
    /// A table that was far bigger than that shrinks.
    func reset(capacity: Int) {
        count = 0
        arena.reset()
        if memory.count < capacity || memory.count > max(4096, 4 * capacity) {
            memory.deallocate()
            memory = .allocate(capacity: capacity)
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
