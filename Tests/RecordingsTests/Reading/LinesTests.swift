// SPDX-License-Identifier: Apache-2.0

import Recordings
import ServerFixtures
import Testing

/// Recordings of the jsonl camera: files of lines.
@Suite struct LinesTests {
    private static func header(_ epoch: String, _ sequence: Int) -> String {
        SampleRecording.line(
            "snapshot",
            ["epoch": .text(epoch), "sequence": .integer(sequence), "taken_at": .time(Double(1000 + sequence))])
    }

    private static func task(_ revision: Int, _ state: String, _ more: SampleRecording.Row = [:]) -> String {
        var row: SampleRecording.Row = [
            "uuid": "u", "name": "t", "state": .text(state), "timestamp": .time(Double(1000 + revision)),
            "revision": .integer(revision),
        ]
        row.merge(more) { $1 }
        return SampleRecording.line("task", row)
    }

    private static func read(_ text: String) throws -> (tasks: [RecordedTask], remarks: [String]) {
        let folder = try SampleFolder()
        let recording = try RecordingSource.open(try folder.write(text, to: "r.jsonl"))
        var tasks: [RecordedTask] = []
        try recording.tasks(TaskQuery()) { tasks.append($0) }
        return (tasks, recording.remarks)
    }

    @Test func `the newest line of a task counts, and a null overwrites nothing`() throws {
        let (tasks, _) = try Self.read(
            Self.header("a", 1) + Self.task(1, "RECEIVED", ["args": "(1,)"]) + Self.task(3, "SUCCESS", ["result": "2"])
                + Self.header("a", 2) + Self.task(2, "STARTED", ["args": "(2,)"]))
        #expect(tasks.count == 1)
        #expect(tasks.first?.state == "SUCCESS")
        #expect(tasks.first?.args == "(1,)")
        #expect(tasks.first?.result == "2")
        #expect(tasks.first?.revision == 3)
    }

    @Test func `a later epoch comes behind, but a state never falls back, except around a retry`() throws {
        let start = Self.header("a", 1) + Self.task(9, "SUCCESS", ["result": "2"]) + Self.header("b", 1)
        let fallen = try Self.read(start + Self.task(1, "STARTED", ["args": "(1,)"])).tasks
        #expect(fallen.first?.state == "SUCCESS")
        #expect(fallen.first?.timestamp == 1009)
        #expect(fallen.first?.args == "(1,)")
        #expect(fallen.first?.epoch == "b")
        #expect(try Self.read(start + Self.task(1, "RETRY")).tasks.first?.state == "RETRY")
        #expect(try Self.read(start + Self.task(1, "STARTED", ["retried": 5.0])).tasks.first?.state == "STARTED")
        #expect(
            try Self.read(Self.header("a", 1) + Self.task(9, "FAILURE") + Self.task(10, "SUCCESS")).tasks.first?.state
                == "SUCCESS")
    }

    @Test func `a torn last line is passed over, and lines of others are counted`() throws {
        let whole = Self.header("a", 1) + Self.task(1, "SUCCESS")
        let torn = try Self.read(whole + Self.task(2, "FAILURE").dropLast(20))
        #expect(torn.tasks.first?.state == "SUCCESS")
        #expect(torn.remarks.isEmpty)
        let strange = try Self.read(whole + "{\"kind\":\"removed\",\"what\":\"task\"}\n[1]\nnonsense\n\n")
        #expect(strange.remarks.count == 1)
        #expect(strange.remarks.first?.contains("passed over 2 lines") == true)
    }

    @Test func `escapes, odd spaces and names that are not known are read`() throws {
        let line =
            #"{"kind":"task" , "uuid": "u","unknown":[{"a":"]}"}], "state":"SUCCESS","name":"a\u00e9\ud83d\ude00\n\"\\\/\u0000","attributes":{"x": [1, {}]},"runtime":1e-3,"revision":7}"#
        let task = try #require(try Self.read(Self.header("a", 1) + line + "\n").tasks.first)
        #expect(task.name == "aé😀\n\"\\/\0")
        #expect(task.attributes == #"{"x": [1, {}]}"#)
        #expect(task.runtime == 0.001)
        #expect(task.revision == 7)
    }

    @Test func `rotated files belong to it, compressed or not, and each counts once`() throws {
        let folder = try SampleFolder()
        func rotated(_ minute: Int, _ text: String) throws -> String {
            try folder.write(text, to: "r.jsonl.20260102T03040\(minute).000Z")
        }
        let first = try rotated(1, Self.header("a", 1) + Self.task(1, "RECEIVED", ["args": "(1,)"]))
        try Shell.run("gzip \(first)")
        let second = try rotated(2, Self.header("a", 2) + Self.task(2, "STARTED"))
        // A compression that was killed before it deleted what it compressed, and one in the middle.
        try Shell.run("gzip -k \(second); cp \(second) \(folder.path)/r.jsonl.20260102T030403.000Z.gz.tmp")
        try folder.write("nonsense", to: "r.jsonl.backup")
        let path = try folder.write(Self.header("a", 3) + Self.task(3, "SUCCESS"), to: "r.jsonl")
        let recording = try RecordingSource.open(path)
        var tasks: [RecordedTask] = []
        try recording.tasks(TaskQuery()) { tasks.append($0) }
        #expect(tasks.first?.state == "SUCCESS")
        #expect(tasks.first?.args == "(1,)")
        #expect(try recording.epochs().first?.snapshots == 3)
        // One of the rotated files by itself.
        let part = try RecordingSource.open(first + ".gz")
        #expect(try part.epochs().first?.snapshots == 1)
    }

    @Test func `a file cut short in its compression is read up to there, with a remark`() throws {
        let folder = try SampleFolder()
        let lines = (1...500).map { Self.header("a", $0) }.joined()
        let path = try folder.write(lines, to: "r.jsonl")
        try Shell.run("gzip \(path); head -c 1500 \(path).gz > \(folder.path)/cut.gz")
        let recording = try RecordingSource.open(folder.path + "/cut.gz")
        let snapshots = try recording.epochs().first?.snapshots ?? 0
        #expect(snapshots > 10)
        #expect(snapshots < 500)
        #expect(recording.remarks.first?.contains("ends in the middle") == true)
    }

    @Test func `samples of workers are its lines, over time`() throws {
        let worker: (Double) -> String = {
            SampleRecording.line(
                "worker", ["hostname": "w", "alive": true, "heartbeats": .json("[\($0)]"), "freq": 2.0])
        }
        let folder = try SampleFolder()
        let text = Self.header("a", 1) + worker(1000.5) + Self.header("a", 2) + worker(1001.5)
        let recording = try RecordingSource.open(try folder.write(text, to: "r.jsonl"))
        var samples: [WorkerSample] = []
        #expect(try recording.workerSamples { samples.append($0) })
        #expect(samples.map(\.at) == [1001, 1002])
        #expect(samples.map(\.expires) == [1004.5, 1005.5])
    }
}
