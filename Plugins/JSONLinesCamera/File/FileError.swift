// SPDX-License-Identifier: Apache-2.0

import CameraKit
import Glibc

/// A system call that failed on a file.
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
        case EFBIG: "; raise the limit on file sizes or set `rotate_size` below it"
        case ENOENT, ENOTDIR: "; make its folder or change option `path`"
        case EACCES, EPERM, EROFS: "; let this user write there or change option `path`"
        case EISDIR: "; option `path` must name a file"
        default: ""
        }
    }

    /// Whether only another configuration helps, at the start.
    var isConfiguration: Bool {
        [ENOENT, ENOTDIR, EACCES, EPERM, EROFS, EISDIR, ENAMETOOLONG, ELOOP].contains(code)
    }
}
