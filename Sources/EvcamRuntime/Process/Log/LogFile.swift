// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Where log lines go: standard error, or a file that is appended to and can be reopened after a rotation.
///
/// Safe from any thread: a line is one `write`, and a reopened file takes over the same descriptor.
package final class LogFile: Sendable {
    /// Standard error.
    package static let standardError = LogFile(descriptor: STDERR_FILENO, path: nil)
    /// Standard error, where a progress line may stand: it gives way to what is logged.
    package static let terminal = LogFile(descriptor: STDERR_FILENO, path: nil, start: "\r\u{1B}[2K")

    /// The file's path; nil for standard error.
    package let path: String?
    /// Stays the same, also when the file is reopened.
    package let descriptor: Int32
    /// Written before each line.
    private let start: String

    /// Opens a file for appending, and creates it if there is none.
    /// - Throws: ``ProcessError`` if it cannot be written.
    package convenience init(path: String) throws(ProcessError) {
        self.init(descriptor: try Self.open(path), path: path)
    }

    private init(descriptor: Int32, path: String?, start: String = "") {
        self.descriptor = descriptor
        self.path = path
        self.start = start
    }

    deinit { if path != nil { close(descriptor) } }

    /// Opens the path anew (SIGHUP), for the file may have been renamed; standard error stays as it is.
    /// - Throws: ``ProcessError`` if that fails; then it goes on with the file it had.
    package func reopen() throws(ProcessError) {
        guard let path else { return }
        let fresh = try Self.open(path)
        defer { close(fresh) }
        while dup2(fresh, descriptor) < 0 {
            if errno != EINTR && errno != EBUSY { throw Self.failure(path, errno) }
        }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    /// Writes a line, which brings its own newline, at once; what a full disk does not take is lost.
    package func write(_ line: String) {
        var line = start + line
        line.withUTF8 { bytes in
            while Glibc.write(descriptor, bytes.baseAddress, bytes.count) < 0, errno == EINTR {}
        }
    }

    private static func open(_ path: String) throws(ProcessError) -> Int32 {
        let descriptor = Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o666)
        guard descriptor >= 0 else { throw failure(path, errno) }
        return descriptor
    }

    private static func failure(_ path: String, _ code: Int32) -> ProcessError {
        ProcessError(
            "cannot open log file '\(path)': \(errorText(code)); name a file with --logfile that evcam may write",
            exitCode: EX_CANTCREAT)
    }
}
