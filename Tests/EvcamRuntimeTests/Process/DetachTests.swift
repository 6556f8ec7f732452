// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import EvcamRuntime

/// Serialized, for each test looks at the descriptors of real processes.
@Suite(.serialized) struct DetachTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `the new process has its own session, no terminal, our folder, and nothing of ours open`() throws {
        let leaked = open(folder.path, O_RDONLY)
        defer { close(leaked) }
        let outcome = try shell(
            """
            ( echo "mark $EVCAM_DETACHED"; echo "session $(cut -d' ' -f6 /proc/$$/stat) of $$"
            echo "folder $(pwd)"; for n in 0 1 2; do readlink /proc/$$/fd/$n; done
            for n in /proc/$$/fd/*; do case $(readlink $n) in "$1") echo leaked;; esac; done ) > "$1/facts"
            echo ready >&3
            """)
        guard case .ready(let pid) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        #expect(
            folder.read("facts")
                == """
                mark 3
                session \(pid) of \(pid)
                folder \(FileManager.default.currentDirectoryPath)
                /dev/null
                /dev/null
                /dev/null

                """)
    }

    @Test func `the starter does not wait for the end`() throws {
        let outcome = try shell("echo ready >&3; exec 3>&-; read line < \"$1/never\"", fifo: "never")
        guard case .ready(let pid) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(kill(pid, SIGKILL) == 0)
        var status: Int32 = 0
        #expect(waitpid(pid, &status, 0) == pid)
    }

    @Test func `a failure shows with its message and exit code`() throws {
        let outcome = try shell("printf 'failed 78 config.yaml:1:1: error\\nsecond line' >&3; exit 78")
        #expect(outcome == .failed(message: "config.yaml:1:1: error\nsecond line", exitCode: 78))
    }

    @Test(arguments: [("exit 3", 3, "exit code 3"), ("kill -9 $$", 137, "Killed"), ("exit 0", 70, "exit code 0")])
    func `a death without a word shows too`(script: String, code: Int32, cause: String) throws {
        let message =
            "the detached process ended before it was ready (\(cause)); start it without --detach to see why"
        #expect(try shell(script) == .failed(message: message, exitCode: code))
    }

    @Test func `a program that cannot be started is named`() {
        let error = #expect(throws: ProcessError.self) { try Detach.launch(["x"], executable: "/nowhere/x") }
        #expect(
            error?.description
                == "cannot detach: cannot start '/nowhere/x': No such file or directory; start evcam without --detach")
    }

    @Test func `the detached side says what the starter understands`() throws {
        #expect(try said { $0.ready() } == "ready")
        #expect(try said { $0.failed("no broker", exitCode: 69) } == "failed 69 no broker")
    }

    @Test(arguments: ["", "x", "100000"]) func `a mark that leads nowhere is none`(mark: String) {
        if DetachedStart(mark: mark) != nil { Issue.record("there is no descriptor '\(mark)'") }
    }

    private func shell(_ script: String, fifo: String? = nil) throws -> Detach.Outcome {
        if let fifo { try #require(mkfifo("\(folder.path)/\(fifo)", 0o600) == 0) }
        return try Detach.launch(["sh", "-c", script, "sh", folder.path], executable: "/bin/sh")
    }

    private func said(_ body: (consuming DetachedStart) -> Void) throws -> String {
        let pipe = Pipe()
        let end = dup(pipe.fileHandleForWriting.fileDescriptor)
        try pipe.fileHandleForWriting.close()
        guard let start = DetachedStart(mark: "\(end)") else { return "" }
        body(start)
        return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }
}
