// SPDX-License-Identifier: Apache-2.0

/// A connection to a database that holds a recording, in a transaction that only reads.
protocol SQLConnection: AnyObject {
    associatedtype Row: RecordedRow

    var dialect: SQLDialect { get }
    /// How the recording is called in sentences.
    var name: String { get }

    /// Hands over each row.
    func rows(_ statement: SQLStatement, _ body: (Row) throws -> Void) throws
    /// Whether there is such a table.
    func hasTable(_ name: String) throws -> Bool
}
