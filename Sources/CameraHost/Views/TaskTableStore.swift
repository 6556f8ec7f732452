// SPDX-License-Identifier: Apache-2.0
import Threads

/// Tables that no picture uses at the moment, kept so that the next need not ask the system for memory again.
///
/// Sendable: a table is in the store or with one owner.
final class TaskTableStore: @unchecked Sendable {
    private let tables = Monitor<[TaskTable]>([])
    private let limit: Int
    private let isShared: Bool

    /// - Parameters:
    ///   - limit: so many are kept.
    ///   - isShared: whether helper processes read the tables, too.
    init(limit: Int, isShared: Bool = false) {
        self.limit = limit
        self.isShared = isShared
    }

    /// A table to fill.
    ///
    /// Without shared memory it is one of this process; who needs the other kind looks for that.
    func take() -> TaskTable {
        if let table = tables.withLock({ $0.popLast() }) { return table }
        guard isShared, let memory = try? SharedMemory() else { return TaskTable() }
        return TaskTable(in: memory)
    }

    /// A table that nobody reads any more.
    func giveBack(_ table: TaskTable) {
        tables.withLock { tables in
            let isFit = !table.isOversized && (table.shared != nil) == isShared
            if tables.count < limit, isFit { tables.append(table) }
        }
    }
}
