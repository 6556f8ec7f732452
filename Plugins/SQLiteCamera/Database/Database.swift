// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Glibc

/// A connection to a database file, for one thread.
package final class Database {
    /// Where the file is.
    package let path: String
    private let handle: OpaquePointer
    private let wait: BusyWait
    private let identity: FileIdentity?

    /// Opens the file.
    /// - Parameters:
    ///   - creates: whether to make it if it is not there.
    init(path: String, creates: Bool, wait: BusyWait) throws {
        self.path = path
        self.wait = wait
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (creates ? SQLITE_OPEN_CREATE : 0)
        let code = sqlite3_open_v2(path, &opened, flags, nil)
        guard let opened, code == SQLITE_OK else {
            let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            let extended = opened.map { sqlite3_extended_errcode($0) } ?? code
            sqlite3_close_v2(opened)
            throw DatabaseError(action: "open", path: path, code: extended, message: message)
        }
        handle = opened
        identity = FileIdentity(of: path)
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_handler(
            handle,
            { context, tries in
                guard let context else { return 0 }
                return Unmanaged<BusyWait>.fromOpaque(context).takeUnretainedValue().wait(tries: tries) ? 1 : 0
            }, Unmanaged.passUnretained(wait).toOpaque())
        guard sqlite3_db_readonly(handle, "main") == 0 else {
            throw DatabaseError(action: "open", path: path, code: SQLITE_READONLY, message: "")
        }
    }

    // Statements keep their connection alive, so there is none left.
    deinit { sqlite3_close_v2(handle) }

    /// Whether the open file no longer is the one at its path: somebody moved or deleted it.
    var isReplaced: Bool { identity != FileIdentity(of: path) }

    /// Runs statements that answer nothing.
    package func execute(_ sql: String, _ action: String = "write to") throws {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code, action) }
    }

    /// Compiles a statement that will be used again and again.
    package func prepare(_ sql: String) throws -> Statement {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard let statement, code == SQLITE_OK else { throw error(code, "read") }
        return Statement(statement, database: self)
    }

    /// The first column of a statement's first row; nil: no row, or null.
    func number(_ sql: String) throws -> Int64? {
        let statement = try prepare(sql)
        var number: Int64?
        try statement.forEachRow { row in
            if number == nil { number = row.number(0) }
        }
        return number
    }

    /// The first column of all of a statement's rows.
    func texts(_ sql: String, _ argument: String? = nil) throws -> [String] {
        let statement = try prepare(sql)
        if let argument { statement.bind(1, copying: argument) }
        var texts: [String] = []
        try statement.forEachRow { row in texts.append(row.text(0) ?? "") }
        return texts
    }

    /// Rows that the last statement inserted, changed or deleted.
    package var changes: Int { Int(sqlite3_changes64(handle)) }

    /// Does everything in it or nothing.
    package func transaction(_ work: () throws -> Void) throws {
        try execute("BEGIN IMMEDIATE")
        do {
            try work()
            try execute("COMMIT")
        } catch {
            // A full disk, for one, has ended it already.
            if sqlite3_get_autocommit(handle) == 0 { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
            throw error
        }
    }

    /// Brings what the log holds into the file; whoever reads an old state keeps the rest of it there.
    /// - Parameters:
    ///   - waits: whether to wait for such readers.
    func checkpoint(waits: Bool) {
        let mode = waits ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE
        sqlite3_wal_checkpoint_v2(handle, nil, mode, nil, nil)
    }

    func error(_ code: Int32, _ action: String) -> DatabaseError {
        DatabaseError(action: action, path: path, code: code, message: String(cString: sqlite3_errmsg(handle)))
    }
}
