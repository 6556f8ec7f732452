// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Testing

/// A connection of another program's to a database.
final class OtherConnection {
    private var handle: OpaquePointer?

    init(_ path: String) throws {
        try #require(sqlite3_open(path, &handle) == SQLITE_OK)
        sqlite3_busy_timeout(handle, 10_000)
    }

    deinit { sqlite3_close_v2(handle) }

    /// Runs all statements; answers the rows of all of them, `-` for null.
    func rows(_ sql: String) throws -> [[String]] {
        var rows: [[String]] = []
        try sql.withCString { start in
            var rest: UnsafePointer<CChar>? = start
            while let next = rest, next.pointee != 0 {
                var statement: OpaquePointer?
                let code = sqlite3_prepare_v2(handle, next, -1, &statement, &rest)
                try #require(code == SQLITE_OK, "\(String(cString: sqlite3_errmsg(handle))): \(sql)")
                defer { sqlite3_finalize(statement) }
                guard let statement else { continue }
                var step = sqlite3_step(statement)
                while step == SQLITE_ROW {
                    rows.append(
                        (0..<sqlite3_column_count(statement)).map { column in
                            sqlite3_column_text(statement, column).map { String(cString: $0) } ?? "-"
                        })
                    step = sqlite3_step(statement)
                }
                try #require(step == SQLITE_DONE, "\(String(cString: sqlite3_errmsg(handle))): \(sql)")
            }
        }
        return rows
    }
}
