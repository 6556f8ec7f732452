// SPDX-License-Identifier: Apache-2.0

/// A table that several lanes read; goes back to the store with its last reader.
final class SharedTasks {
    let table: TaskTable
    private let store: TaskTableStore

    init(_ table: TaskTable, _ store: TaskTableStore) {
        self.table = table
        self.store = store
    }

    deinit { store.giveBack(table) }
}
