// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Testing

/// `evcam record --detach`, and the options that go with it.
struct DetachTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `the parent ends once the child is ready, which ends on SIGTERM and takes its pidfile away`() throws {
        let fifo = folder.path + "/events"
        try #require(mkfifo(fifo, 0o600) == 0)
        let events = open(fifo, O_RDWR | O_CLOEXEC)
        defer { close(events) }
        let parent = try Evcam.run(
            [
                "record", "--replay", "events", "--speed", "max", "--detach", "--pidfile", "evcam.pid", "--logfile",
                "evcam.log", "--loglevel", "debug", "--umask", "027", "--camera", "jsonl", "--option", "path=x.jsonl",
            ], in: folder.path)
        #expect(parent.status == 0)
        #expect(parent.errors == "")
        let pid = try #require(folder.read("evcam.pid").flatMap { pid_t($0.dropLast()) })
        #expect(parent.output == "evcam: recording in the background (pid \(pid))\n")
        #expect(getsid(pid) == pid)
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/evcam.log")
        #expect(attributes[.posixPermissions] as? Int == 0o640)

        kill(pid, SIGTERM)
        while access(folder.path + "/evcam.pid", F_OK) == 0 { sched_yield() }
        let log = try #require(folder.read("evcam.log"))
        #expect(log.contains("-> evcam: Taking snapshots with jsonl"))
        #expect(log.contains("DEBUG/evcam] Shutter: <State: events=0 tasks=0>"))
        #expect(log.contains("evcam: recorded 0 events"))
    }

    @Test func `what fails in the child shows in the parent, with its code`() throws {
        let arguments = ["record", "--replay", Recording.bundled, "--detach", "--camera", "faulty"]
        let run = try Evcam.run(
            arguments + ["--option", "start_answer=4", "--option", "error=no database"], in: folder.path)
        #expect(run.status == 78)
        #expect(run.errors.contains("camera `faulty` failed in start: no database"))
        #expect(try Evcam.run(arguments + ["--option", "bogus=1"], in: folder.path).status == 78)
        let missing = try Evcam.run(["record", "--replay", "none", "--detach", "--camera", "console"], in: folder.path)
        #expect(missing.status == 66)
        #expect(missing.errors.contains("No such file or directory"))
    }

    @Test func `paths count from the working folder`() throws {
        try FileManager.default.createDirectory(atPath: folder.path + "/there", withIntermediateDirectories: false)
        let run = try Evcam.run(
            [
                "record", "--workdir", "there", "--replay", Recording.bundled, "--speed", "max", "--camera", "jsonl",
                "--option", "path=x.jsonl", "--logfile", "evcam.log", "--umask", "077",
            ], in: folder.path)
        #expect(run.status == 0)
        #expect(run.output == "" && run.errors == "")
        #expect(folder.names == ["there"])
        #expect(folder.read("there/x.jsonl") != nil)
        #expect(folder.read("there/evcam.log")?.contains("evcam: recorded 1858 events") == true)
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/there/evcam.log")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
}
