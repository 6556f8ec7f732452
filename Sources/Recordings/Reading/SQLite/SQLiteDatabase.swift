// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Glibc

/// A database file that is only read, also while a camera writes to it: no lock that the camera would wait for, and
/// no file beside it that was not there.
final class SQLiteDatabase: SQLConnection {
    typealias Row = SQLiteRow

    /// `EVCA` in a database's header.
    static let applicationID: Int64 = 0x4556_4341
    /// The newest schema that is understood.
    static let newestSchema: Int64 = 1

    let dialect = SQLDialect.sqlite
    let name: String
    private let path: String
    private let handle: OpaquePointer
    /// Whether it is read as a file that nobody changes.
    private let isTakenAsStill: Bool

    /// Opens a file that is a database, and begins a transaction.
    init(_ path: String) throws {
        self.path = path
        name = path
        // In WAL mode a writer has a -wal file beside the database as long as it is there. Where there is none,
        // nobody writes, and only as `immutable` does SQLite read such a database without making files.
        isTakenAsStill = try Self.isWriteAhead(path) && !Self.exists(path + "-wal")
        let mode = isTakenAsStill ? "immutable=1" : "readonly_shm=1"
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(
            "file:\(Self.encoded(path))?mode=ro&\(mode)", &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nil)
        guard code == SQLITE_OK, let opened else {
            let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close(opened)
            throw RecordingError("cannot open \(path): \(message)", kind: .missing)
        }
        handle = opened
        sqlite3_busy_timeout(handle, 5_000)
        // The file is somebody else's: its schema calls no functions of ours, and nothing else of it is trusted.
        sqlite3_exec(handle, "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON", nil, nil, nil)
        try check()
        try rows(SQLStatement(.sqlite, "BEGIN")) { _ in }
    }

    deinit { sqlite3_close(handle) }

    func rows(_ statement: SQLStatement, _ body: (SQLiteRow) throws -> Void) throws {
        var prepared: OpaquePointer?
        guard sqlite3_prepare_v2(handle, statement.text, -1, &prepared, nil) == SQLITE_OK, let prepared else {
            throw failure()
        }
        defer { sqlite3_finalize(prepared) }
        for (index, parameter) in statement.parameters.enumerated() {
            let place = Int32(index + 1)
            switch parameter {
            case .text(let text):
                // SQLITE_TRANSIENT: it is copied.
                let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
                sqlite3_bind_text64(
                    prepared, place, text, sqlite3_uint64(text.utf8.count), transient, UInt8(SQLITE_UTF8))
            case .real(let number): sqlite3_bind_double(prepared, place, number)
            case .integer(let number): sqlite3_bind_int64(prepared, place, Int64(number))
            }
        }
        while true {
            switch sqlite3_step(prepared) {
            case SQLITE_ROW: try body(SQLiteRow(statement: prepared))
            case SQLITE_DONE:
                guard !isTakenAsStill || !Self.exists(path + "-wal") else {
                    throw RecordingError("a camera began to write to \(path) while it was read; read it again")
                }
                return
            default: throw failure()
            }
        }
    }

    func hasTable(_ name: String) throws -> Bool {
        var statement = SQLStatement(.sqlite, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ")
        statement.append(statement.add(.text(name)))
        var isThere = false
        try rows(statement) { _ in isThere = true }
        return isThere
    }

    /// Whether it is a recording, and one that is understood.
    private func check() throws {
        let (id, version) = (try pragma("application_id"), try pragma("user_version"))
        guard id == Self.applicationID else {
            for table in ["celery_monitor_taskstate", "djcelery_taskstate"] where try hasTable(table) {
                throw RecordingError(
                    "\(path) has Django's table \(table), which is read in PostgreSQL only; look at it with Django",
                    kind: .unreadable)
            }
            throw RecordingError(
                "\(path) is a database of SQLite, but no recording: evcam's sqlite camera did not make it",
                kind: .unreadable)
        }
        guard version <= Self.newestSchema else {
            throw RecordingError(
                "\(path) was recorded by a newer evcam: its schema is \(version), and this evcam knows up to "
                    + "\(Self.newestSchema); read it with that evcam",
                kind: .unreadable)
        }
    }

    private func pragma(_ name: String) throws -> Int64 {
        var value: Int64 = 0
        try rows(SQLStatement(.sqlite, "PRAGMA \(name)")) { value = $0.integer(0) ?? 0 }
        return value
    }

    private func failure() -> RecordingError {
        let message = String(cString: sqlite3_errmsg(handle))
        switch sqlite3_errcode(handle) {
        case SQLITE_CANTOPEN:
            return RecordingError(
                "cannot read \(path): its -wal file is there, but no -shm file beside it that this user may read; "
                    + "copy all three together, or start evcam with it once",
                kind: .missing)
        case SQLITE_BUSY, SQLITE_LOCKED:
            return RecordingError("cannot read \(path): somebody holds it locked (\(message)); try again")
        case SQLITE_NOTADB:
            return RecordingError("\(path) is no database of SQLite, or an encrypted one", kind: .unreadable)
        default: return RecordingError("cannot read \(path): \(message)")
        }
    }

    /// Whether the header says WAL mode.
    private static func isWriteAhead(_ path: String) throws -> Bool {
        let head = try FileHead.read(path, count: 20)
        return head.count == 20 && head[18] == 2
    }

    private static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// A path as a URI has it.
    private static func encoded(_ path: String) -> String {
        path.utf8.map { byte in
            switch UInt8(byte) {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "_"):
                String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }.joined()
    }
}
