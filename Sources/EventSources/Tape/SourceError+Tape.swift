// SPDX-License-Identifier: Apache-2.0

import Glibc

extension SourceError {
    /// A system call on the tape's files that failed.
    /// - Parameters:
    ///   - action: what failed, such as "write".
    ///   - path: the file or folder.
    ///   - code: the `errno`.
    /// - Returns: the error, with a remedy.
    static func tape(_ action: String, _ path: String, _ code: Int32) -> SourceError {
        let remedy =
            switch code {
            case ENOENT: "check the path after `tape:`"
            case EACCES, EPERM: "let the user that evcam runs as read and write the tape's folder and its files"
            case ENOTDIR, EEXIST, EISDIR, ELOOP: "name a folder of its own after `tape:`"
            case EROFS: "name a folder on a file system that can be written to"
            case ENOSPC: "free some space, or keep less (`tape: keep`)"
            case EDQUOT: "raise the user's quota, or keep less (`tape: keep`)"
            case EFBIG: "raise the limit of a file's size (`ulimit -f`)"
            case EAGAIN: "raise the limit of processes (`ulimit -u`)"
            case EMFILE, ENFILE: "raise the limit of open files (`ulimit -n`)"
            case EIO: "the disk or the file system is damaged; put the tape on another one"
            case ENOLCK, EOPNOTSUPP: "the file system has no locks; put the tape on a local disk"
            default: "check the disk and the tape's folder"
            }
        return SourceError("cannot \(action) '\(path)': \(String(cString: strerror(code))); \(remedy)")
    }
}
