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
