// SPDX-License-Identifier: Apache-2.0

import CSQLite
import CameraKit

/// A compiled statement, for the connection's thread.
///
/// What is bound stays bound, and is borrowed where nothing else is said: it must live until the statement has run.
package final class Statement {
    /// SQLite's own, for who wants to bind by hand.
    package let pointer: OpaquePointer
    private let database: Database
    /// The first failure of a binding since the last run.
    private var failure = SQLITE_OK
    private var scratch: [UInt8] = []

    init(_ pointer: OpaquePointer, database: Database) {
        self.pointer = pointer
        self.database = database
        // So that an empty text has an address, too: SQLite takes none for null.
        scratch.reserveCapacity(64)
    }

    deinit { sqlite3_finalize(pointer) }

    /// Binds a text as bytes; what is no UTF-8, or holds a NUL, as the copy that a database takes.
    func bind(_ index: Int32, _ text: TextView?) {
        guard let text else { return bindNull(index) }
        guard text.isSQLText else { return bindCleaned(index, text) }
        // The bytes are the snapshot's and outlive the call that lends them.
        text.withContiguousStorageIfAvailable { bindBytes(index, UnsafeRawBufferPointer($0)) }
    }

    /// Binds a number; NaN is null.
    func bind(_ index: Int32, _ number: Double?) {
        guard let number else { return bindNull(index) }
        note(sqlite3_bind_double(pointer, index, number))
    }

    /// Binds a number.
    func bind(_ index: Int32, _ number: Int64?) {
        guard let number else { return bindNull(index) }
        note(sqlite3_bind_int64(pointer, index, number))
    }

    /// Binds 0 or 1.
    func bind(_ index: Int32, _ flag: Bool) { note(sqlite3_bind_int(pointer, index, flag ? 1 : 0)) }

    /// Binds bytes that are valid UTF-8, without a copy.
    func bindBytes(_ index: Int32, _ bytes: UnsafeRawBufferPointer) {
        let start = bytes.baseAddress.map { $0.assumingMemoryBound(to: CChar.self) }
        // A null pointer would bind null.
        guard let start else { return bind(index, copying: "") }
        note(sqlite3_bind_text64(pointer, index, start, UInt64(bytes.count), nil, UInt8(SQLITE_UTF8)))
    }

    /// Binds a copy.
    func bind(_ index: Int32, copying text: some Collection<UInt8>) {
        scratch.removeAll(keepingCapacity: true)
        scratch.append(contentsOf: text)
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        scratch.withUnsafeBytes { bytes in
            let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            note(sqlite3_bind_text64(pointer, index, start, UInt64(bytes.count), transient, UInt8(SQLITE_UTF8)))
        }
    }

    /// Binds a copy.
    func bind(_ index: Int32, copying text: String) { bind(index, copying: text.utf8) }

    /// Binds null.
    func bindNull(_ index: Int32) { note(sqlite3_bind_null(pointer, index)) }

    /// Runs it to its end; rows are passed over.
    package func run() throws {
        guard failure == SQLITE_OK else { throw takeFailure() }
        var code = sqlite3_step(pointer)
        while code == SQLITE_ROW { code = sqlite3_step(pointer) }
        // Names the failure again, which `step` tells already.
        sqlite3_reset(pointer)
        guard code == SQLITE_DONE else { throw database.error(code, "write to") }
    }

    /// Hands over each row, which is borrowed for that time.
    func forEachRow(_ body: (Row) throws -> Void) throws {
        guard failure == SQLITE_OK else { throw takeFailure() }
        defer { sqlite3_reset(pointer) }
        while true {
            let code = sqlite3_step(pointer)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw database.error(code, "read") }
            try body(Row(statement: pointer))
        }
    }

    /// Rows that the last run inserted, changed or deleted.
    package var changes: Int { database.changes }

    @inline(never)
    private func bindCleaned(_ index: Int32, _ text: TextView) {
        var cleaned: [UInt8] = []
        text.appendSQLText(to: &cleaned)
        bind(index, copying: cleaned)
    }

    private func note(_ code: Int32) {
        if code != SQLITE_OK, failure == SQLITE_OK { failure = code }
    }

    private func takeFailure() -> DatabaseError {
        defer { failure = SQLITE_OK }
        return database.error(failure, "write to")
    }

    /// A row of the result.
    struct Row {
        fileprivate let statement: OpaquePointer

        /// A number; nil: null.
        func number(_ column: Int32) -> Int64? {
            sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : sqlite3_column_int64(statement, column)
        }

        /// A text; nil: null.
        func text(_ column: Int32) -> String? {
            sqlite3_column_text(statement, column).map { String(cString: $0) }
        }
    }
}
