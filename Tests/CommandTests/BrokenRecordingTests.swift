// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Recordings that are not whole: what is lost is named and counted, and the rest is recorded.
struct BrokenRecordingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func record(_ file: String) throws -> (run: Evcam.Ending, losses: [String: Int], final: [String: Any]) {
        let run = try Evcam.run(
            ["record", "--replay", file, "--speed", "max", "--camera", "jsonl", "--option", "path=x.jsonl"],
            in: folder.path)
        let headers = try (folder.read("x.jsonl") ?? "").split(separator: "\n").compactMap { line in
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        }.filter { $0["kind"] as? String == "snapshot" }
        let final = try #require(headers.last)
        return (run, final["losses"] as? [String: Int] ?? [:], final)
    }

    @Test func `broken and huge lines are named with their numbers and passed over`() throws {
        let huge =
            #"{"received": 1001.5, "body": {"type": "task-sent", "uuid": "a", "args": ""#
            + String(repeating: "x", count: 12_000_000) + "\"}}\n"
        try folder.write(
            Recording.heartbeat(1000) + "{broken\n" + huge + "\n" + Recording.heartbeat(1002)
                + #"{"received": 1003, "body": {"type"#, to: "events")
        let (run, losses, final) = try record("events")
        #expect(run.status == 0)
        #expect(losses == ["undecodable": 2, "line_too_long": 1])
        #expect(final["event_count"] as? Int == 2)
        #expect(run.errors.contains("events:2: the message is not JSON"))
        #expect(run.errors.contains("events:3: a line of 12000076 bytes is longer than the limit"))
        #expect(run.errors.contains("events:6: the message is not JSON"))
        #expect(run.closingLine.hasSuffix("; lost: line_too_long 1, undecodable 2"))
    }

    @Test func `an event that is left out is named, and so are attributes beyond the limit counted`() throws {
        let attributes = (0..<300).map { #""k\#($0)": \#($0)"# }.joined(separator: ", ")
        try folder.write(
            Recording.heartbeat(1000)
                + #"{"received": 1001, "body": {"type": "task-started", "hostname": "w@a", "timestamp": 1001}}"# + "\n"
                + #"{"received": 1002, "body": {"type": "my-event", "hostname": "w@a", \#(attributes)}}"# + "\n",
            to: "events")
        let (run, losses, _) = try record("events")
        #expect(losses == ["attributes_dropped": 44, "no_uuid": 1])
        #expect(run.errors.contains("events, at or shortly before line 3: an event is left out (no_uuid)"))
    }

    @Test func `a message of the greatest size is taken`() throws {
        let args = String(repeating: "x", count: 7_999_000)
        try folder.write(
            #"{"received": 1000, "body": {"type": "task-sent", "uuid": "a", "args": "\#(args)", "timestamp": 1, "hostname": "gen1@a"}}"#,
            to: "events")
        let (run, losses, final) = try record("events")
        #expect(run.status == 0)
        #expect(losses == [:])
        #expect(final["tasks_in_memory"] as? Int == 1)
    }

    @Test func `a compressed file that ends too early is recorded up to there`() throws {
        let whole = try Data(contentsOf: URL(fileURLWithPath: Recording.bundled))
        try folder.write(whole.prefix(40_000), to: "cut.gz")
        let (run, losses, final) = try record("cut.gz")
        #expect(run.status == 0)
        #expect(losses["file_truncated"] == 1)
        #expect(final["event_count"] as? Int == 943)
        #expect(run.errors.contains("cut.gz:740: the gzip file ends too early"))
    }

    @Test func `an empty recording is one picture of nothing`() throws {
        try folder.write("", to: "empty")
        let (run, losses, final) = try record("empty")
        #expect(run.status == 0)
        #expect(losses == [:])
        #expect(final["final"] as? Bool == true)
        #expect(
            run.closingLine
                == "evcam: recorded 0 events, 0 tasks in memory, 1 snapshot; jsonl: 1 delivered; nothing lost")
    }

    @Test func `a file of garbage is counted line by line and does not flood the log`() throws {
        try folder.write(String(repeating: "garbage\n", count: 1000), to: "garbage")
        let (run, losses, _) = try record("garbage")
        #expect(run.status == 0)
        #expect(losses == ["undecodable": 1000])
        let lines = run.errors.split(separator: "\n")
        #expect(lines.count == 6)
        #expect(lines.last?.hasSuffix("undecodable: 995 more since the last line") == true)
    }

    @Test func `times that make no sense neither crash nor stop the replay`() throws {
        let odd = ["1e300", "-1e300", "1e999", "NaN", "null", "\"x\"", "0", "1700000000"]
        let lines = odd.map {
            #"{"received": \#($0), "body": {"type": "worker-heartbeat", "hostname": "w@a", "timestamp": 1000, "clock": 1}}"#
        }
        try folder.write(
            Recording.heartbeat(1000) + lines.joined(separator: "\n") + "\n" + Recording.heartbeat(1001), to: "odd")
        for speed in ["max", "1000x"] {
            let run = try Evcam.run(
                ["record", "--replay", "odd", "--speed", speed, "--camera", "console"], in: folder.path)
            #expect(run.status == 0)
            #expect(run.closingLine.hasPrefix("evcam: recorded "))
        }
    }
}
