// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

/// A `TapeProbe` that runs: it writes a tape, and can be killed.
final class TapeProbeProcess {
    let pid: pid_t
    private var input: Int32
    private let output: Int32
    private var held: [UInt8] = []

    private static let starting = NSLock()

    /// Starts the one that the build has put beside this test's own executable.
    init(_ arguments: [String]) throws {
        // One after the other: nobody else is to be started with the ends of our pipes.
        Self.starting.lock()
        defer { Self.starting.unlock() }
        var ends: [Int32] = [-1, -1, -1, -1]
        try ends.withUnsafeMutableBufferPointer { ends in
            for pair in [0, 2] {
                try #require(pipe(ends.baseAddress.map { $0 + pair }) == 0)
                for end in ends[pair...pair + 1] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            }
        }
        let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let path = URL(fileURLWithPath: executable).deletingLastPathComponent().path + "/TapeProbe"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], 0)
        posix_spawn_file_actions_adddup2(&actions, ends[3], 1)
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, path, &actions, nil, &words, environ)
        try #require(code == 0, "cannot start \(path): \(String(cString: strerror(code)))")
        self.pid = pid
        close(ends[0])
        close(ends[3])
        input = ends[1]
        output = ends[2]
    }

    deinit {
        closeInput()
        close(output)
    }

    /// The next line it says; nil at its end, or if it says nothing for a minute.
    func readLine() -> String? {
        while true {
            if let end = held.firstIndex(of: 0x0A) {
                defer { held.removeFirst(end + 1) }
                return String(decoding: held[..<end], as: UTF8.self)
            }
            var waited = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            guard poll(&waited, 1, 60_000) > 0 else {
                Issue.record("the probe says nothing for a minute")
                kill(pid, SIGKILL)
                return nil
            }
            var bytes = [UInt8](repeating: 0, count: 65_536)
            let count = read(output, &bytes, bytes.count)
            if count <= 0 { return nil }
            held += bytes[..<count]
        }
    }

    /// Ends its input.
    func closeInput() {
        if input >= 0 { close(input) }
        input = -1
    }

    /// Waits for its end; its exit code, or 128 and the signal's number.
    @discardableResult
    func end() -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }
}
