// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// The row that a statement stands on; valid until it steps on.
struct SQLiteRow: RecordedRow {
    let statement: OpaquePointer

    func text(_ column: Int) -> String? {
        guard let bytes = sqlite3_column_text(statement, Int32(column)) else { return nil }
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    func real(_ column: Int) -> Double? {
        isNumber(column) ? sqlite3_column_double(statement, Int32(column)) : nil
    }

    func integer(_ column: Int) -> Int64? {
        isNumber(column) ? sqlite3_column_int64(statement, Int32(column)) : nil
    }

    func flag(_ column: Int) -> Bool? { integer(column).map { $0 != 0 } }

    private func isNumber(_ column: Int) -> Bool {
        let type = sqlite3_column_type(statement, Int32(column))
        return type == SQLITE_INTEGER || type == SQLITE_FLOAT
    }
}
