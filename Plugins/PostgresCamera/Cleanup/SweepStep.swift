// SPDX-License-Identifier: Apache-2.0

/// A part of a cleanup.
enum SweepStep {
    /// A DELETE of at most ``batch`` rows, to be repeated until it finds fewer.
    case batches(String)
    /// A DELETE of few rows.
    case once(String)
    /// Partitions of a table for months before this one, to be dropped whole.
    case partitions(of: String, before: Month)

    /// So many rows go in one transaction.
    static let batch = 2_000

    /// Deletes what an index finds; `order` is its column.
    static func delete(from table: String, where condition: String, order: String) -> SweepStep {
        .batches(
            """
            DELETE FROM \(table) WHERE ctid = ANY(ARRAY(SELECT ctid FROM \(table) WHERE \(condition)
            ORDER BY \(order) LIMIT \(batch)))
            """)
    }
}
