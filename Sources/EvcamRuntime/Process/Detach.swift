// SPDX-License-Identifier: Apache-2.0

import Glibc

/// `--detach`: starts the program anew, in a session of its own, and waits until it says how that went.
///
/// A new start instead of Celery's two forks: a process with threads cannot be forked safely, and errors of the
/// detached one show in the exit code. To be called before any thread exists.
package enum Detach {
    /// What the detached process said.
    package enum Outcome: Hashable, Sendable {
        /// It runs, as this process.
        case ready(pid_t)
        /// It has ended, or will.
        case failed(message: String, exitCode: Int32)
    }

    /// Tells the new process, by its value, on which descriptor it is listened to.
    static let mark = "EVCAM_DETACHED"
    private static let statusDescriptor: Int32 = 3

    /// Starts the program with standard input, output and error at /dev/null, in the same working directory.
    /// - Parameters:
    ///   - arguments: with the program's name as the first.
    ///   - executable: the program; without it, the one that runs.
    /// - Returns: what the new process said, once it has.
    /// - Throws: ``ProcessError`` if it cannot be started.
    package static func launch(_ arguments: [String], executable: String? = nil) throws(ProcessError) -> Outcome {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw failure("open a pipe", errno) }
        closeOthersOnExec()
        let pid: pid_t
        do throws(ProcessError) {
            pid = try spawn(arguments, executable ?? ownExecutable(), status: ends[1])
        } catch {
            close(ends[0])
            close(ends[1])
            throw error
        }
        close(ends[1])
        defer { close(ends[0]) }
        return outcome(of: pid, said: readAll(ends[0]))
    }

    private static func spawn(_ arguments: [String], _ executable: String, status: Int32) throws(ProcessError) -> pid_t
    {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // The pipe first: its end may be one of the three.
        posix_spawn_file_actions_adddup2(&actions, status, statusDescriptor)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        let setsid: Int32 = 0x80  // POSIX_SPAWN_SETSID, which is hidden behind _GNU_SOURCE.
        posix_spawnattr_setflags(&attributes, Int16(setsid | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var argumentList = arguments.map { strdup($0) } + [nil]
        var environment = ownEnvironment() + [strdup("\(mark)=\(statusDescriptor)"), nil]
        defer { for string in argumentList + environment { free(string) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, executable, &actions, &attributes, &argumentList, &environment)
        guard code == 0 else { throw failure("start '\(executable)'", code) }
        return pid
    }

    private static func outcome(of pid: pid_t, said bytes: [UInt8]) -> Outcome {
        let text = String(decoding: bytes, as: UTF8.self)
        if text.hasPrefix("ready") { return .ready(pid) }
        let words = text.split(separator: " ", maxSplits: 2)
        if words.count == 3, words[0] == "failed", let code = Int32(words[1]) {
            return .failed(message: String(words[2]), exitCode: code)
        }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        let code = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
        let cause = signal == 0 ? "exit code \(code)" : String(cString: strsignal(signal))
        return .failed(
            message: "the detached process ended before it was ready (\(cause)); start it without --detach to see why",
            exitCode: code == 0 ? EX_SOFTWARE : code)
    }

    /// Nothing that we were started with, or have opened, goes on to the detached process.
    private static func closeOthersOnExec() {
        for descriptor in 3..<min(Int32(clamping: sysconf(Int32(_SC_OPEN_MAX))), 65_536) {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
    }

    /// Copies, byte for byte.
    private static func ownEnvironment() -> [UnsafeMutablePointer<CChar>?] {
        var entries: [UnsafeMutablePointer<CChar>?] = []
        var next = environ
        while let entry = next.pointee {
            entries.append(strdup(entry))
            next += 1
        }
        return entries
    }

    private static func ownExecutable() -> String {
        var path = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &path, path.count)
        // By its name, so that `ps` shows it; the link is for a program that was replaced while it runs.
        let name = String(decoding: path[..<max(count, 0)].map(UInt8.init(bitPattern:)), as: UTF8.self)
        return count > 0 && access(name, X_OK) == 0 ? name : "/proc/self/exe"
    }

    private static func readAll(_ descriptor: Int32) -> [UInt8] {
        var all: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &bytes, bytes.count)
            if count > 0 { all += bytes[..<count] } else if count == 0 || errno != EINTR { return all }
        }
    }

    private static func failure(_ action: String, _ code: Int32) -> ProcessError {
        ProcessError(
            "cannot detach: cannot \(action): \(errorText(code)); start evcam without --detach", exitCode: EX_OSERR)
    }
}
