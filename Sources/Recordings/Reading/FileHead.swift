// SPDX-License-Identifier: Apache-2.0

import Glibc

/// How a file begins.
enum FileHead {
    /// At most so many bytes from its beginning.
    static func read(_ path: String, count: Int) throws -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard file >= 0 else { throw error(path) }
        defer { close(file) }
        return try read(file, count: count, path)
    }

    /// The same of an open file, whose position stays where it is.
    static func read(_ file: Int32, count: Int, _ path: String) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let length = pread(file, &bytes, count, 0)
        guard length >= 0 else { throw error(path) }
        return Array(bytes.prefix(length))
    }

    /// What `errno` says of a file.
    static func error(_ path: String, code: Int32 = errno) -> RecordingError {
        switch code {
        case ENOENT: RecordingError("there is no recording \(path); the path is taken from here", kind: .missing)
        case EACCES, EPERM: RecordingError("this user may not read \(path)", kind: .missing)
        case EISDIR:
            RecordingError("\(path) is a folder; name the file of the recording in it", kind: .missing)
        default: RecordingError("cannot read \(path): \(String(cString: strerror(code)))", kind: .missing)
        }
    }
}
