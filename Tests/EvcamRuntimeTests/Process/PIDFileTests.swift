// SPDX-License-Identifier: Apache-2.0

import EvcamRuntime
import Foundation
import Testing

@Suite struct PIDFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var path: String { folder.path + "/evcam.pid" }

    @Test func `it holds our id, can be read by others, and is gone at the end`() throws {
        let file = try PIDFile.acquire(path) { Issue.record("nothing to report: \($0)") }
        #expect(folder.read("evcam.pid") == "\(getpid())\n")
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o644)
        file.release()
        #expect(folder.read("evcam.pid") == nil)
    }

    @Test(arguments: ["", "\n", "12", "abc\n", "12 13\n", "\n12\n", "-1\n", "99999999999\n"])
    func `a broken one is reported and replaced`(content: String) throws {
        _ = try folder.write(content, to: "evcam.pid")
        #expect(try reports() == ["Broken pidfile found - Removing it."])
    }

    @Test(arguments: ["0\n", " \(getpid()) \r\n"]) func `our own one is replaced in silence`(content: String) throws {
        _ = try folder.write(content, to: "evcam.pid")
        #expect(try reports() == [])
    }

    @Test func `the one of a process that has ended is stale`() throws {
        let process = try cat()
        try end(process)
        _ = try folder.write("\(process.processIdentifier)\nmore\n", to: "evcam.pid")
        #expect(try reports() == ["Stale pidfile exists - Removing it."])
    }

    @Test func `the one of a living process is respected, with exit code 73`() throws {
        let process = try cat()
        let content = "\(process.processIdentifier)\n"
        _ = try folder.write(content, to: "evcam.pid")
        let error = #expect(throws: ProcessError.self) { _ = try reports() }
        #expect(error?.exitCode == 73)
        #expect(
            error?.description
                == """
                ERROR: Pidfile (\(path)) already exists.
                Seems we're already running? (pid: \(process.processIdentifier))
                """)
        #expect(folder.read("evcam.pid") == content)
        try end(process)
    }

    @Test func `another user's process is alive too`() throws {
        _ = try folder.write("1\n", to: "evcam.pid")
        let error = #expect(throws: ProcessError.self) { _ = try reports() }
        #expect(error?.exitCode == 73)
    }

    @Test func `a file that someone else has put there stays`() throws {
        let file = try PIDFile.acquire(path) { _ in }
        _ = try folder.write("1\n", to: "evcam.pid")
        file.release()
        #expect(folder.read("evcam.pid") == "1\n")
    }

    @Test func `a folder that is missing is named`() {
        let error = #expect(throws: ProcessError.self) { _ = try PIDFile.acquire("/nowhere/evcam.pid") { _ in } }
        #expect(
            error?.description
                == "cannot create pidfile '/nowhere/evcam.pid': No such file or directory; name a file with --pidfile that evcam may write"
        )
        #expect(error?.exitCode == 73)
    }

    /// What acquiring reports; the file must be ours afterwards.
    private func reports() throws -> [String] {
        var reports: [String] = []
        let file = try PIDFile.acquire(path) { reports.append($0) }
        #expect(folder.read("evcam.pid") == "\(getpid())\n")
        file.release()
        return reports
    }

    /// A process that lives until its input ends.
    private func cat() throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/cat")
        process.standardInput = Pipe()
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        return process
    }

    private func end(_ process: Process) throws {
        try (process.standardInput as? Pipe)?.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
