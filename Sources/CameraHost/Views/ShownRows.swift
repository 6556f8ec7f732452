// SPDX-License-Identifier: Apache-2.0
import CameraABI
import ClusterState

/// Finds tasks among the rows of a table that shows the whole state, asked for in order of slots.
///
/// A delta takes the rows it finds as they are: a task is laid out once, its texts are copied once.
struct ShownRows {
    private let table: TaskTable
    private let rows: [KeptRows.Row]
    private var next = 0

    init(_ tasks: SharedTasks) {
        table = tasks.table
        rows = table.kept.rows
    }

    /// The row that shows the task as it is; nil if none does.
    @inline(__always)
    mutating func row(of task: TaskRecord) -> UnsafePointer<evcam_task>? {
        let wanted = KeptRows.Row(task)
        advance(to: wanted.slot)
        guard next < rows.count, rows[next] == wanted else { return nil }
        return table.row(next).map { UnsafePointer($0) }
    }

    /// Goes to the first row that is not before a slot: by growing strides, then by halves, as the next may be near or
    /// far.
    @inline(__always)
    private mutating func advance(to slot: UInt32) {
        var stride = 1
        while next + stride < rows.count, rows[next + stride].slot <= slot {
            next += stride
            stride *= 2
        }
        while stride > 0 {
            if next + stride < rows.count, rows[next + stride].slot <= slot { next += stride }
            stride /= 2
        }
    }
}
