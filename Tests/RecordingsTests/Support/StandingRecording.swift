// SPDX-License-Identifier: Apache-2.0

import Recordings

/// A recording that a test has made, and what goes with it.
struct StandingRecording {
    /// As a user names it.
    let address: String
    let keeps: AnyObject

    func open() throws -> any Recording { try RecordingSource.open(address) }

    /// What a query finds.
    func tasks(_ change: (inout TaskQuery) throws -> Void = { _ in }) throws -> [RecordedTask] {
        var query = TaskQuery()
        try change(&query)
        var tasks: [RecordedTask] = []
        try open().tasks(query) { tasks.append($0) }
        return tasks
    }
}
