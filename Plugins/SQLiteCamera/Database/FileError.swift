// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A system call that failed on a file beside the database.
struct FileError: Error, CustomStringConvertible {
    let action: String
    let path: String
    let code: Int32

    /// Takes `errno`.
    init(_ action: String, _ path: String, code: Int32 = errno) {
        self.action = action
        self.path = path
        self.code = code
    }

    var description: String { "cannot \(action) \(path): \(String(cString: strerror(code)))\(remedy)" }

    private var remedy: String {
        switch code {
        case ENOSPC, EDQUOT: "; free space on its disk, nothing is lost meanwhile"
        case ENOENT, ENOTDIR: "; make its folder or change option `path`"
        case EACCES, EPERM, EROFS: "; let this user write to its folder or change option `path`"
        default: ""
        }
    }

    /// Whether only another configuration helps, at the start.
    var isConfiguration: Bool {
        [ENOENT, ENOTDIR, EACCES, EPERM, EROFS, EISDIR, ENAMETOOLONG, ELOOP].contains(code)
    }
}
