// SPDX-License-Identifier: Apache-2.0

import CPostgreSQL

/// What a statement answered, as texts.
struct Rows {
    /// Columns by rows.
    let values: [[String?]]
    /// How many rows were written.
    let affected: Int

    init(_ result: OpaquePointer?) {
        values = (0..<PQntuples(result)).map { row in
            (0..<PQnfields(result)).map { column in
                PQgetisnull(result, row, column) == 1
                    ? nil : PQgetvalue(result, row, column).map { String(cString: $0) }
            }
        }
        affected = PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
    }

    /// The first row's first column.
    var first: String? { values.first?.first ?? nil }
    /// The first column.
    var column: [String] { values.compactMap { $0.first ?? nil } }
}
