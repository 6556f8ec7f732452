// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// The newest failures, gathered from delta to delta.
struct NewestFailures {
    private let limit: Int
    /// The newest first.
    private(set) var list: [Failure] = []

    init(limit: Int) { self.limit = limit }

    mutating func see(_ snapshot: SnapshotView) {
        if snapshot.isFullResync { list = [] }
        guard limit > 0 else { return }
        for task in snapshot.changed {
            guard task.state == "FAILURE" else {
                // Run again since.
                if !list.isEmpty { list.removeAll { task.uuid.elementsEqual($0.uuid.utf8) } }
                continue
            }
            let time = task.failed ?? task.timestamp ?? -.infinity
            if list.count == limit, let oldest = list.last?.time, time < oldest { continue }
            let failure = Failure(task)
            list.removeAll { $0.uuid == failure.uuid }
            let place = list.firstIndex { ($0.time ?? -.infinity) <= time } ?? list.endIndex
            list.insert(failure, at: place)
            if list.count > limit { list.removeLast() }
        }
    }
}
