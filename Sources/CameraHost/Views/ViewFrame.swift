// SPDX-License-Identifier: Apache-2.0
import CameraABI

/// The memory of one picture as one camera sees it: the header, the delta, and what it points to.
///
/// Confined to its lane's thread.
final class ViewFrame {
    /// What the camera is handed; stays where it is as long as the frame lives.
    let header: UnsafeMutablePointer<evcam_snapshot>
    /// The changed tasks; its arena also has everything else.
    let table: TaskTable
    /// Keeps the snapshot's own memory, and shared views, as long as the picture points there.
    private(set) var shutter: Shutter?
    private(set) var sharedTasks: SharedTasks?

    /// A frame in the memory of this process.
    init() {
        table = TaskTable()
        header = .allocate(capacity: 1)
        header.initialize(to: evcam_snapshot())
    }

    /// A frame that a helper process reads.
    init(in shared: SharedMemory) {
        table = TaskTable(in: shared)
        header = shared.head.bindMemory(to: evcam_snapshot.self, capacity: 1)
        header.initialize(to: evcam_snapshot())
    }

    deinit {
        if table.shared == nil { header.deallocate() }
    }

    /// Takes up a shutter.
    /// - Parameters:
    ///   - shutter: what the picture is of.
    ///   - capacity: changed tasks that there will be.
    ///   - tasks: the whole state, for a camera that wants it; also the delta points into it.
    func begin(_ shutter: Shutter, capacity: Int, _ tasks: SharedTasks?) {
        self.shutter = shutter
        sharedTasks = tasks
        table.reset(capacity: capacity)
        table.arena.mirror?.begin()
        header.pointee = evcam_snapshot()
    }

    /// Lets go of the snapshot; the frame's own memory waits for the next.
    func clear() {
        shutter = nil
        sharedTasks = nil
    }
}
