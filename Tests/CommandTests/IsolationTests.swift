// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Testing

/// `isolation: process`, as its users have it.
struct IsolationTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func configure(_ isolation: String, _ more: String = "") throws -> [String] {
        let text = """
            replay: {file: \(Recording.bundled), speed: max}
            deterministic: true
            isolation: \(isolation)
            cameras:
              - {camera: jsonl, options: {path: \(isolation).jsonl}}
              - {camera: minimal, isolation: process, memory: 512MB, options: {path: \(isolation).txt}}
            \(more)
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path + "/\(isolation).yaml"))
        return ["-c", "\(isolation).yaml"]
    }

    @Test func `a recording by cameras in processes of their own is the same, byte for byte`() throws {
        for isolation in ["inline", "process"] {
            let check = try Evcam.run(["check"] + configure(isolation), in: folder.path)
            #expect(check.status == 0, "\(check.errors)")
            let run = try Evcam.run(["record"] + configure(isolation), in: folder.path)
            #expect(run.status == 0 && run.errors == "", "\(run.errors)")
            #expect(run.closingLine.contains("jsonl: 20 delivered; minimal: 20 delivered"))
        }
        let recorded = try #require(folder.read("inline.jsonl"))
        #expect(recorded.count > 1000 && folder.read("process.jsonl") == recorded)
        #expect(folder.read("process.txt") == folder.read("inline.txt"))
    }

    @Test func `a camera that refuses its options is named with the exit code of a wrong configuration`() throws {
        let text = """
            replay: {file: \(Recording.bundled), speed: max}
            cameras:
              - {camera: faulty, isolation: process, options: {create_answer: 3, error: "no such disk"}}
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path + "/bad.yaml"))
        for (command, place) in [("check", "bad.yaml:3:14"), ("record", "evcam")] {
            let run = try Evcam.run([command, "-c", "bad.yaml"], in: folder.path)
            #expect(run.status == 78)
            #expect(run.errors.hasPrefix("\(place): error: camera `faulty` refuses its options: no such disk\n"))
        }
    }

    @Test func `a kill -9 of evcam ends its cameras' processes`() throws {
        let text = """
            replay: {file: "-"}
            cameras:
              - {camera: faulty, isolation: process, options: {record: r.txt}}
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path + "/one.yaml"))
        let evcam = try Evcam(["record", "-c", "one.yaml"], in: folder.path)
        evcam.feed(Recording.heartbeat(1_700_000_000))
        while folder.read("r.txt")?.contains("start") != true { usleep(10_000) }
        let children = try childrenOf(evcam.pid)
        #expect(children.count == 1)
        evcam.signal(SIGKILL)
        _ = evcam.end()
        for child in children {
            while kill(child, 0) == 0, state(of: child) != "Z" { usleep(10_000) }
        }
    }

    /// A replay with a camera that crashes once and one that does not.
    private func crash(_ more: [String] = []) throws -> Evcam.Ending {
        try Evcam.run(
            [
                "record", "--replay", Recording.bundled, "--speed", "max", "--camera", "faulty", "--camera", "jsonl",
                "-o", "jsonl.path=x.jsonl", "-o", "faulty.fault=segv", "-o", "faulty.fault_mark=mark",
            ] + more, in: folder.path, environment: ["SWIFT_BACKTRACE": "enable=no"])
    }

    @Test func `where nothing is said a camera crashes alone`() throws {
        let run = try crash()
        #expect(run.status == 0, "\(run.errors)")
        #expect(
            run.closingLine.contains(
                "faulty: 19 delivered, 1 to be tried again, 1 restart of its process; jsonl: 20 delivered; nothing"))
        #expect(run.errors.contains("its process was ended by signal 11"))
    }

    @Test func `inline a camera takes evcam with it, which names it with its last words`() throws {
        let run = try crash(["--isolation", "inline", "--logfile", "evcam.log"])
        #expect(run.status == 128 + SIGSEGV)
        let words = "evcam: fatal: SIGSEGV in the thread `cam:faulty`: the camera of that name crashed, and took"
        #expect(run.errors.contains(words))
        #expect(folder.read("evcam.log")?.contains(words) == true)
    }

    @Test(arguments: ["--as=8000000000", "--fsize=100000000"])
    func `where there can be no processes cameras run inline, if nobody asked for processes`(limit: String) throws {
        let arguments = ["record", "--replay", Recording.bundled, "--speed", "max", "--camera", "minimal"]
        let run = try Evcam.run(
            arguments + ["-o", "minimal.path=x.txt"], in: folder.path, prefix: ["prlimit", limit])
        #expect(run.status == 0 && run.closingLine.contains("minimal: 20 delivered; nothing lost"))
        #expect(run.errors.contains("--camera: warning: it runs inside evcam, and not in a process of its own: cannot"))
        let asked = try Evcam.run(
            arguments + ["-o", "minimal.path=x.txt", "--isolation", "process"], in: folder.path,
            prefix: ["prlimit", limit])
        #expect(asked.status == 78 && asked.errors.contains("write `isolation: inline` for `minimal`"))
    }

    @Test func `the command line says where cameras run, whatever the file says`() throws {
        for isolation in ["inline", "process"] {
            let more = try configure(isolation) + ["--isolation", "inline"]
            let evcam = try Evcam(["record", "--replay", "-"] + more, in: folder.path)
            evcam.output.wait(for: "Taking snapshots")
            #expect(try childrenOf(evcam.pid).isEmpty)
            evcam.closeInput()
            #expect(evcam.end().status == 0)
        }
        let run = try Evcam.run(["check", "--isolation", "proces"] + configure("inline"), in: folder.path)
        #expect(run.status == 78 && run.errors.contains("did you mean `process`?"), "\(run.errors)")
    }

    @Test func `it is not to be started by hand, and not shown`() throws {
        let run = try Evcam.run(["camera-host"], in: folder.path)
        #expect(run.status == 64 && run.errors.contains("isolation: process"))
        #expect(!(try Evcam.run(["--help"], in: folder.path)).output.contains("camera-host"))
    }

    private func childrenOf(_ pid: pid_t) throws -> [pid_t] {
        let tasks = "/proc/\(pid)/task"
        return try FileManager.default.contentsOfDirectory(atPath: tasks).flatMap { task in
            let text = (try? String(contentsOfFile: "\(tasks)/\(task)/children", encoding: .utf8)) ?? ""
            return text.split(separator: " ").compactMap { pid_t($0) }
        }
    }

    private func state(of pid: pid_t) -> Substring? {
        let stat = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
        return stat.split(separator: ")").last?.split(separator: " ").first
    }
}
