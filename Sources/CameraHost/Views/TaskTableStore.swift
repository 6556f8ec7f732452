// SPDX-License-Identifier: Apache-2.0
import Threads

/// Tables that no picture uses at the moment, kept so that the next need not ask the system for memory again.
///
/// Sendable: a table is in the store or with one owner.
final class TaskTableStore: @unchecked Sendable {
    private let tables = Monitor<[TaskTable]>([])
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// A table to fill.
    func take() -> TaskTable { tables.withLock { $0.popLast() } ?? TaskTable() }

    /// A table that nobody reads any more.
    func giveBack(_ table: TaskTable) {
        tables.withLock { tables in
            if tables.count < limit { tables.append(table) }
        }
    }
}
