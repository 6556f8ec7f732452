// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A file with our process id, which keeps a second evcam from running; by Celery's rules.
///
/// Other than in Celery, a process that we may not signal (EPERM) is alive: it is another user's, and no stale one.
package struct PIDFile: ~Copyable {
    /// Where it lies; relative paths hold only as long as the working directory does.
    package let path: String
    private let owner: pid_t

    /// Creates the file, after removing a broken or stale one.
    /// - Parameters:
    ///   - path: where.
    ///   - report: told what was wrong with a file that had to be removed, in Celery's words.
    /// - Returns: the file, to be released at the end.
    /// - Throws: ``ProcessError`` with exit code 73 if its process lives, or the file cannot be created.
    package static func acquire(_ path: String, report: (String) -> Void) throws(ProcessError) -> PIDFile {
        // A second round follows the removal of an old file; more mean that others are at it too.
        for _ in 0..<3 {
            let descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o644)
            if descriptor >= 0 {
                try write(to: descriptor, path)
                return PIDFile(path: path, owner: getpid())
            }
            guard errno == EEXIST else { throw failure("create", path, errno) }
            try removeUnlessAlive(path, report)
        }
        throw failure("create", path, EEXIST)
    }

    /// Removes the file if it is still ours: a forked child, or a file that someone else has put there, stays.
    package consuming func release() {
        guard getpid() == owner, case .process(owner) = Self.read(path) else { return }
        unlink(path)
    }

    private static func write(to descriptor: Int32, _ path: String) throws(ProcessError) {
        let text = Array("\(getpid())\n".utf8)
        // The umask may have taken bits that others need to read it.
        let isWritten =
            fchmod(descriptor, 0o644) == 0 && Glibc.write(descriptor, text, text.count) == text.count
            && fsync(descriptor) == 0
        let code = errno
        close(descriptor)
        guard isWritten else {
            unlink(path)
            throw failure("write", path, code)
        }
        guard case .process(getpid()) = read(path) else {
            throw ProcessError(
                "pidfile '\(path)' does not keep what is written to it; name a file on another file system with --pidfile",
                exitCode: EX_CANTCREAT)
        }
    }

    private static func removeUnlessAlive(_ path: String, _ report: (String) -> Void) throws(ProcessError) {
        switch read(path) {
        case .missing: return
        case .unreadable(let code): throw failure("read", path, code)
        case .broken: report("Broken pidfile found - Removing it.")
        case .process(0), .process(getpid()): break
        case .process(let pid):
            if kill(pid, 0) == 0 || errno != ESRCH {
                throw ProcessError(
                    "ERROR: Pidfile (\(path)) already exists.\nSeems we're already running? (pid: \(pid))",
                    exitCode: EX_CANTCREAT)
            }
            report("Stale pidfile exists - Removing it.")
        }
        if unlink(path) != 0, errno != ENOENT { throw failure("remove", path, errno) }
    }

    private enum Content {
        case missing
        case unreadable(Int32)
        case broken
        case process(pid_t)
    }

    private static func read(_ path: String) -> Content {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return errno == ENOENT ? .missing : .unreadable(errno) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { return .unreadable(errno) }
        guard let end = bytes[..<count].firstIndex(of: 0x0A) else { return .broken }
        let blank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let digits = bytes[..<end].drop(while: blank).reversed().drop(while: blank).reversed()
        // A negative number would ask after a process group.
        guard let pid = pid_t(String(decoding: digits, as: UTF8.self)), pid >= 0 else { return .broken }
        return .process(pid)
    }

    private static func failure(_ action: String, _ path: String, _ code: Int32) -> ProcessError {
        ProcessError(
            "cannot \(action) pidfile '\(path)': \(errorText(code)); name a file with --pidfile that evcam may write",
            exitCode: EX_CANTCREAT)
    }
}
