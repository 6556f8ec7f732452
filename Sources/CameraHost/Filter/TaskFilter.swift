// SPDX-License-Identifier: Apache-2.0

/// Which tasks a camera sees: those whose name, state and worker all get through.
public struct TaskFilter: Sendable, Hashable {
    /// On the task's name; a task whose name is not known yet matches no include.
    public var names: TextFilter
    /// On the state.
    public var states: TextFilter
    /// On the node name of the worker that has the task.
    public var workers: TextFilter

    /// Makes a filter; by default every task gets through.
    public init(names: TextFilter = .init(), states: TextFilter = .init(), workers: TextFilter = .init()) {
        self.names = names
        self.states = states
        self.workers = workers
    }

    /// Whether every task gets through.
    public var isOpen: Bool { names.isOpen && states.isOpen && workers.isOpen }
}
