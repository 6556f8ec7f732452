// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// A task that failed.
struct Failure: Equatable {
    var uuid: String
    var name: String?
    var exception: String?
    var worker: String?
    /// UNIX seconds; nil: unknown.
    var time: Double?
}

extension Failure {
    init(_ task: TaskView) {
        uuid = String(task.uuid)
        name = task.name.map { String($0) }
        exception = task.exception.map { String($0.prefix(1_024)) }
        worker = (task.worker ?? task.hostname).map { String($0) }
        time = task.failed ?? task.timestamp
    }
}

extension String {
    /// A copy of the beginning of a text, which may be long.
    fileprivate init(_ part: Slice<TextView>) { self = String(decoding: part, as: UTF8.self) }
}
