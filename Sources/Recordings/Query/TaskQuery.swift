// SPDX-License-Identifier: Apache-2.0

/// Which tasks are wanted, what of them, and in which order.
package struct TaskQuery: Sendable {
    /// In which order.
    package enum Order: Sendable {
        /// The last event first.
        case newest
        /// The longest runtime first; tasks without one are left out.
        case slowest
        /// As they come.
        case any
    }

    /// The states that are wanted; empty: all.
    package var states: [String] = []
    /// Patterns of names of which one must fit; empty: all.
    package var names: [NamePattern] = []
    /// The same for workers.
    package var workers: [NamePattern] = []
    /// Of the last event; UNIX seconds.
    package var since: Double?
    package var until: Double?
    /// How the uuid begins.
    package var uuid: String?
    package var order = Order.newest
    /// At most so many; nil: all.
    package var limit: Int?
    /// What is read of each.
    package var fields = TaskField.allCases
    /// Of long texts only so many characters; nil: all.
    package var textLimit: Int?

    package init() {}

    /// What stands in the state of tasks that failed, for ever or for now: as in the index of such tasks.
    package static let failedStates = ["FAILURE", "RETRY"]

    /// Whether a task is wanted, whatever the limit.
    func admits(_ task: RecordedTask) -> Bool {
        func one(_ patterns: [NamePattern], _ text: String?) -> Bool {
            patterns.isEmpty || text.map { text in patterns.contains { $0.matches(text) } } ?? false
        }
        return (states.isEmpty || states.contains(task.state))
            && one(names, task.name) && one(workers, task.worker)
            && since.map { task.timestamp ?? -.infinity >= $0 } ?? true
            && until.map { task.timestamp ?? .infinity < $0 } ?? true
            && uuid.map { task.uuid.hasPrefix($0) } ?? true
            && (order != .slowest || task.runtime != nil)
    }

    /// Whether the one comes before the other.
    func precedes(_ one: RecordedTask, _ other: RecordedTask) -> Bool {
        let (first, second): (Double?, Double?) =
            switch order {
            case .newest, .any: (one.timestamp, other.timestamp)
            case .slowest: (one.runtime, other.runtime)
            }
        let (a, b) = (first ?? -.infinity, second ?? -.infinity)
        return a == b ? one.uuid < other.uuid : a > b
    }

    /// What must be read to answer it.
    var neededFields: Set<TaskField> {
        Set(fields).union([.uuid, .name, .state, .worker, .timestamp, .runtime])
    }
}
