// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A source that cannot be read: one sentence with the thing, the cause and the remedy.
package struct SourceError: Error, Hashable, CustomStringConvertible {
    /// The sentence.
    package let description: String

    /// Wraps a sentence.
    package init(_ description: String) { self.description = description }

    /// A system call's failure.
    /// - Parameters:
    ///   - action: what failed, such as "open".
    ///   - path: the file.
    ///   - code: the `errno`.
    /// - Returns: the error, with a remedy.
    static func file(_ action: String, _ path: String, _ code: Int32) -> SourceError {
        let remedy =
            switch code {
            case ENOENT: "check the path"
            case EACCES, EPERM: "let the user that evcam runs as read it"
            case EMFILE, ENFILE: "raise the limit of open files (`ulimit -n`)"
            case EIO: "the disk or the file system is damaged; replay a copy"
            default: "check the file and replay it again"
            }
        return SourceError("cannot \(action) '\(path)': \(String(cString: strerror(code))); \(remedy)")
    }
}
