// SPDX-License-Identifier: Apache-2.0

/// Rows that are too old, deleted some at a time.
struct Deletion {
    /// Parameter 1 is how many rows to delete at most; whoever makes it binds the others.
    let statement: Statement

    init(_ database: Database, _ sql: String) throws { statement = try database.prepare(sql) }

    /// Deletes in a transaction of its own; answers how many rows went.
    func run(limit: Int) throws -> Int {
        statement.bind(1, Int64(limit))
        try statement.run()
        return statement.changes
    }
}
