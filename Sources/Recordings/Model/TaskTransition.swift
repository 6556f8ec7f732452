// SPDX-License-Identifier: Apache-2.0

/// A state that a task came to: a row of `task_history`.
package struct TaskTransition: Sendable, Hashable {
    package var state: String
    /// UNIX seconds.
    package var at: Double?
    package var worker: String?

    package init(state: String, at: Double?, worker: String?) {
        self.state = state
        self.at = at
        self.worker = worker
    }
}
