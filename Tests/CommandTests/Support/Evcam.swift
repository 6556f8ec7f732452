// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Testing

/// The executable as it was built, running.
final class Evcam {
    /// What came of it.
    struct Ending {
        /// The exit code; 128 and the signal's number if one ended it.
        let status: Int32
        let output: String
        let errors: String
        /// The last line of the output.
        var closingLine: String { output.split(separator: "\n").last.map(String.init) ?? "" }
    }

    let pid: pid_t
    let output: TextStream
    let errors: TextStream
    private var input: Int32
    private static let starting = NSLock()

    /// Where the build has put it: beside this test's own executable.
    static let path: String = {
        let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: executable).deletingLastPathComponent().path + "/evcam"
    }()

    /// Starts it.
    /// - Parameters:
    ///   - arguments: without the program's name.
    ///   - folder: where it runs.
    ///   - environment: in place of variables of our own.
    ///   - prefix: a command that starts it, such as one that limits it.
    ///   - terminal: on a terminal of that many lines and columns; then all it says comes in ``output``.
    /// - Throws: an issue if the system does not start it.
    init(
        _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:],
        prefix: [String] = [], terminal: (lines: UInt16, columns: UInt16)? = nil
    ) throws {
        // One after the other: nobody else is to be started with the ends of our pipes.
        Self.starting.lock()
        defer { Self.starting.unlock() }
        let ends = try [Self.pipe(), Self.pipe(), Self.pipe()]
        var child = [ends[0].read, ends[1].write, ends[2].write]
        var master: Int32 = -1
        if let terminal {
            var size = winsize(ws_row: terminal.lines, ws_col: terminal.columns, ws_xpixel: 0, ws_ypixel: 0)
            var slave: Int32 = -1
            try #require(openpty(&master, &slave, nil, nil, &size) == 0)
            for end in [master, slave] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            child = [ends[0].read, slave, slave]
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, end) in child.enumerated() { posix_spawn_file_actions_adddup2(&actions, end, Int32(number)) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        // Cameras that the machine may have installed are none of these tests' business.
        variables["HOME"] = folder ?? "/nonexistent"
        var argumentList =
            (["env"] + (folder.map { ["-C", $0] } ?? []) + prefix + [Self.path] + arguments).map { strdup($0) } + [nil]
        var environmentList = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argumentList + environmentList { free(text) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, "/usr/bin/env", &actions, &attributes, &argumentList, &environmentList)
        try #require(code == 0, "cannot start \(Self.path): \(String(cString: strerror(code)))")
        self.pid = pid
        for end in Set(child) { close(end) }
        input = ends[0].write
        if master >= 0 {
            for end in [ends[1].read, ends[1].write, ends[2].write] { close(end) }
            output = TextStream(master)
        } else {
            output = TextStream(ends[1].read)
        }
        errors = TextStream(ends[2].read)
    }

    deinit { closeInput() }

    /// Runs it to its end, without input.
    static func run(
        _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:],
        prefix: [String] = [], terminal: (lines: UInt16, columns: UInt16)? = nil
    ) throws -> Ending {
        let evcam = try Evcam(arguments, in: folder, environment: environment, prefix: prefix, terminal: terminal)
        evcam.closeInput()
        return evcam.end()
    }

    /// Hands it input.
    func feed(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
            if count < 0 { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Ends its input.
    func closeInput() {
        if input >= 0 { close(input) }
        input = -1
    }

    /// Sends it a signal.
    func signal(_ number: Int32) { kill(pid, number) }

    /// Waits for its end.
    func end() -> Ending {
        _ = (output.readToEnd(), errors.readToEnd())
        if output.isStuck || errors.isStuck { kill(pid, SIGKILL) }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return Ending(
            status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, output: output.text, errors: errors.text)
    }

    private static func pipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        try #require(Glibc.pipe(&ends) == 0)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}
