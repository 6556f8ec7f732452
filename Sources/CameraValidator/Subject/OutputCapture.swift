// SPDX-License-Identifier: Apache-2.0
import Glibc

/// What the process writes to its standard output and error for a while.
struct OutputCapture {
    private let file: Int32
    private let saved: (output: Int32, error: Int32)

    /// From now on.
    init(_ folder: String) throws(Finding) {
        fflush(nil)
        file = open(folder + "/output", O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .skipped("cannot write in \(folder): \(String(cString: strerror(errno)))") }
        saved = (fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 10), fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10))
        dup2(file, STDOUT_FILENO)
        dup2(file, STDERR_FILENO)
    }

    /// Until now; answers the beginning of what was written.
    func end() -> String {
        fflush(nil)
        dup2(saved.output, STDOUT_FILENO)
        dup2(saved.error, STDERR_FILENO)
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = pread(file, &bytes, bytes.count, 0)
        for descriptor in [saved.output, saved.error, file] { close(descriptor) }
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
}
