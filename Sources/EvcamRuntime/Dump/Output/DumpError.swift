// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A dump that cannot be written: one sentence with the file, the cause and the remedy.
package struct DumpError: Error, Hashable, CustomStringConvertible {
    /// The sentence.
    package let description: String
    /// What the program exits with, as in sysexits(3).
    package let exitCode: Int32

    init(_ description: String, exitCode: Int32) {
        self.description = description
        self.exitCode = exitCode
    }

    /// A system call's failure.
    static func file(_ action: String, _ path: String, _ code: Int32 = errno, isStart: Bool = false) -> DumpError {
        let remedy =
            switch code {
            case ENOSPC, EDQUOT: "free space on its disk; what was written so far is whole"
            case ENOENT, ENOTDIR: "make its folder, or name another file with `-o`"
            case EACCES, EPERM, EROFS: "let this user write there, or name another file with `-o`"
            case EEXIST: "another dump writes it, or was cut off: look at it, then rename or remove it"
            default: "check the disk, or name another file with `-o`"
            }
        return DumpError(
            "cannot \(action) '\(path)': \(String(cString: strerror(code))); \(remedy)",
            exitCode: isStart ? 73 : EX_IOERR)
    }
}
