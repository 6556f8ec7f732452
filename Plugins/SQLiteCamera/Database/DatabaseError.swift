// SPDX-License-Identifier: Apache-2.0

import CSQLite
import CameraKit
import Glibc

/// What SQLite says when it cannot do something.
struct DatabaseError: Error, CustomStringConvertible {
    let action: String
    let path: String
    /// SQLite's result; the lowest byte is the kind.
    let code: Int32
    let message: String

    private var kind: Int32 { code & 0xFF }

    var description: String {
        switch kind {
        case SQLITE_FULL: "cannot \(action) \(path): no space left on its disk; free some, nothing is lost meanwhile"
        case SQLITE_BUSY, SQLITE_LOCKED:
            "cannot \(action) \(path): another program is writing to it and does not end its transaction; nothing is "
                + "lost meanwhile, option `busy_timeout` says how long to wait"
        case SQLITE_NOTADB:
            "\(path) is no SQLite database; change option `path` or move the file away"
        case SQLITE_CORRUPT:
            "\(path) is damaged (\(message)): move it away and evcam begins a new one; `sqlite3 FILE .recover` gets "
                + "out what can be saved"
        case SQLITE_CANTOPEN:
            "cannot \(action) \(path): \(message); the file and its folder must be there and writable, or change "
                + "option `path`"
        case SQLITE_READONLY, SQLITE_PERM:
            "cannot \(action) \(path): it may only be read; let this user write to it and its folder or change option "
                + "`path`"
        case SQLITE_IOERR:
            "cannot \(action) \(path): \(message); look at its disk, nothing is lost meanwhile"
        default: "cannot \(action) \(path): \(message)"
        }
    }

    /// Whether only another configuration or other rights help, at the start.
    var isConfiguration: Bool {
        [SQLITE_NOTADB, SQLITE_CORRUPT, SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM].contains(kind)
    }

    /// Whether the connection is of no use any more: the next shutter opens a new one.
    var endsConnection: Bool {
        ![SQLITE_FULL, SQLITE_BUSY, SQLITE_LOCKED, SQLITE_CONSTRAINT, SQLITE_NOMEM].contains(kind)
    }
}
