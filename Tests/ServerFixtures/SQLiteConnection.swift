// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// A connection to a database file, as another program's.
package final class SQLiteConnection {
    private let handle: OpaquePointer

    /// Opens the file; makes it if it is not there.
    package init(_ path: String) throws(FixtureError) {
        var opened: OpaquePointer?
        guard sqlite3_open(path, &opened) == SQLITE_OK, let opened else {
            sqlite3_close_v2(opened)
            throw FixtureError("cannot open \(path)")
        }
        handle = opened
        sqlite3_busy_timeout(handle, 10_000)
    }

    deinit { sqlite3_close_v2(handle) }

    /// Runs all statements; answers the rows of all of them, `-` for null.
    package func rows(_ sql: String) throws(FixtureError) -> [[String]] {
        try run(sql) { statement, column in
            sqlite3_column_text(statement, column).map { String(cString: $0) } ?? "-"
        }
    }

    /// The same with `String`, `Double` and `Int`, and nil for null.
    package func values(_ sql: String) throws(FixtureError) -> [[any Sendable]] {
        try run(sql) { statement, column in
            switch sqlite3_column_type(statement, column) {
            case SQLITE_INTEGER: Int(sqlite3_column_int64(statement, column))
            case SQLITE_FLOAT: sqlite3_column_double(statement, column)
            case SQLITE_NULL: String?.none
            default: sqlite3_column_text(statement, column).map { String(cString: $0) }
            }
        }
    }

    private func run<Value>(
        _ sql: String, _ value: (OpaquePointer, Int32) -> Value
    ) throws(FixtureError) -> [[Value]] {
        var rows: [[Value]] = []
        var bytes = Array(sql.utf8CString)[...]
        while bytes.first ?? 0 != 0 {
            var statement: OpaquePointer?
            var used = 0
            let code = bytes.withUnsafeBufferPointer { buffer in
                var tail: UnsafePointer<CChar>?
                let code = sqlite3_prepare_v2(handle, buffer.baseAddress, -1, &statement, &tail)
                if let tail, let start = buffer.baseAddress { used = tail - start }
                return code
            }
            guard code == SQLITE_OK else { throw failure(sql) }
            bytes = bytes.dropFirst(used)
            guard let statement else { continue }
            defer { sqlite3_finalize(statement) }
            var step = sqlite3_step(statement)
            while step == SQLITE_ROW {
                rows.append((0..<sqlite3_column_count(statement)).map { value(statement, $0) })
                step = sqlite3_step(statement)
            }
            guard step == SQLITE_DONE else { throw failure(sql) }
        }
        return rows
    }

    private func failure(_ sql: String) -> FixtureError {
        FixtureError("\(String(cString: sqlite3_errmsg(handle))): \(sql)")
    }
}
