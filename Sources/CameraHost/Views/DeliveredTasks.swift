// SPDX-License-Identifier: Apache-2.0
import ClusterState

/// Which tasks a camera with a filter may know: the birth number by slot.
///
/// A task is noted when it is handed over, whatever the camera answers (it may have kept half of it), and
/// struck off only once the camera has confirmed the shutter that said it is gone.
struct DeliveredTasks {
    private var births: [UInt32] = []
    private var goodbyes: [(slot: Int, birth: UInt32)] = []

    /// Whether the task in this slot was handed over.
    func contains(_ task: TaskRecord) -> Bool {
        task.slot < births.count && births[task.slot] == task.birth
    }

    /// Notes that a task is being handed over.
    mutating func note(_ task: TaskRecord) {
        if task.slot >= births.count {
            births += repeatElement(0, count: max(task.slot + 1, 2 * births.count) - births.count)
        }
        births[task.slot] = task.birth
    }

    /// Notes that the camera is being told that a task is gone.
    mutating func noteGoodbye(_ task: TaskRecord) {
        goodbyes.append((task.slot, task.birth))
    }

    /// Starts a shutter: what the last one said goodbye to was not confirmed.
    mutating func begin() { goodbyes.removeAll(keepingCapacity: true) }

    /// The camera confirmed the shutter.
    mutating func confirm() {
        for (slot, birth) in goodbyes where slot < births.count && births[slot] == birth { births[slot] = 0 }
        goodbyes.removeAll(keepingCapacity: true)
    }
}
