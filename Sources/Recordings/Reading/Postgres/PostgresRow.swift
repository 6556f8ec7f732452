// SPDX-License-Identifier: Apache-2.0

import CPostgreSQL
import Glibc

/// The row that a result holds; valid until the next one is asked for.
struct PostgresRow: RecordedRow {
    let result: OpaquePointer

    func text(_ column: Int) -> String? {
        guard let bytes = value(column) else { return nil }
        let count = Int(PQgetlength(result, 0, Int32(column)))
        return bytes.withMemoryRebound(to: UInt8.self, capacity: count) {
            String(decoding: UnsafeBufferPointer(start: $0, count: count), as: UTF8.self)
        }
    }

    func real(_ column: Int) -> Double? {
        guard let bytes = value(column) else { return nil }
        let number = strtod(bytes, nil)
        return number.isFinite ? number : nil
    }

    func integer(_ column: Int) -> Int64? { value(column).map { Int64(strtoll($0, nil, 10)) } }

    func flag(_ column: Int) -> Bool? { integer(column).map { $0 != 0 } }

    private func value(_ column: Int) -> UnsafePointer<CChar>? {
        guard PQgetisnull(result, 0, Int32(column)) == 0, let bytes = PQgetvalue(result, 0, Int32(column)) else {
            return nil
        }
        return UnsafePointer(bytes)
    }
}
