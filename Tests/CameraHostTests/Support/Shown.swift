// SPDX-License-Identifier: Apache-2.0
import CameraABI
import ClusterState

@testable import CameraHost

/// What cameras are shown, as tests compare it.
enum Shown {
    /// All tasks, some of them, and all with texts hidden and cut.
    static func classes() throws -> [ViewClass] {
        let failures = TaskFilter(states: TextFilter(include: [try Glob("FAILURE"), try Glob("RETRY")]))
        let redaction = try Redaction(fields: ["kwargs", "color"], truncate: ["args": 3])
        return [
            ViewClass(filter: TaskFilter(), redaction: .none), ViewClass(filter: failures, redaction: .none),
            ViewClass(filter: TaskFilter(), redaction: redaction),
        ]
    }

    /// The rows of tasks in words.
    static func texts(_ tasks: UnsafePointer<evcam_task>?, _ count: Int) -> [[String?]] {
        UnsafeBufferPointer(start: tasks, count: count).map { task in
            let attributes = UnsafeBufferPointer(start: task.attributes, count: Int(task.attribute_count))
            return [
                task.uuid.string(), task.name.string(), task.state.string(), task.hostname.string(),
                task.args.string(), task.kwargs.string(), "\(task.revision) \(task.flags) \(task.timestamp)",
            ] + attributes.flatMap { [$0.name.string(), $0.text.string()] }
        }
    }
}
