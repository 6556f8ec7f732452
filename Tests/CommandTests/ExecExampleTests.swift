// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// The example cameras of `Examples/exec`, with the bundled recording.
struct ExecExampleTests {
    private let folder: TemporaryFolder
    private let examples = URL(fileURLWithPath: Recording.bundled).deletingLastPathComponent().path + "/exec"

    init() throws { folder = try TemporaryFolder() }

    private func record(_ command: [String]) throws -> Evcam.Ending {
        _ = try folder.write(
            """
            replay: {file: \(Recording.bundled), speed: max}
            cameras:
              - {name: lines, camera: jsonl, options: {path: lines.jsonl}}
              - {name: program, camera: exec, options: {command: [\(command.joined(separator: ", "))]}}
            """, to: "config.yaml")
        return try Evcam.run(["record", "-c", "config.yaml"], in: folder.path)
    }

    /// The last line about each task of the jsonl recording beside it.
    private func tasks() throws -> [String: [String: Any]] {
        try (folder.read("lines.jsonl") ?? "").split(separator: "\n").reduce(into: [:]) { tasks, line in
            let item = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            if item["kind"] as? String == "task", let uuid = item["uuid"] as? String { tasks[uuid] = item }
        }
    }

    @Test func `the one in Python knows every task's last state`() throws {
        let run = try record(["python3", "\(examples)/summary.py", "\(folder.path)/summary.json"])
        #expect(run.status == 0)
        #expect(run.errors == "")
        let text = try #require(folder.read("summary.json"))
        let summary = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let known = try #require(summary["tasks"] as? [String: [Any]])
        let tasks = try tasks()
        #expect(known.count == tasks.count)
        #expect(known.mapValues { $0[1] as? String } == tasks.mapValues { $0["state"] as? String })
    }

    @Test func `the one in shell writes down every failure`() throws {
        let run = try record(["sh", "\(examples)/failures.sh", "\(folder.path)/failures.txt"])
        #expect(run.status == 0)
        #expect(run.errors == "")
        let written = (folder.read("failures.txt") ?? "").split(separator: "\n").map { $0.split(separator: " ")[2] }
        let failed = try tasks().filter { $0.value["state"] as? String == "FAILURE" }.keys
        #expect(!failed.isEmpty)
        #expect(Set(written.map(String.init)) == Set(failed))
    }
}
