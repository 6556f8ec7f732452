// SPDX-License-Identifier: Apache-2.0

import EvcamRuntime
import EventSources
import Foundation
import Testing

/// What `celery events --dump` prints, by Celery's own class, beside ours.
@Suite(.enabled(if: Python.path != nil, "needs Celery: set EVCAM_TEST_PYTHON, as Scripts/test.sh does"))
struct DumperOracleTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures")

    @Test(arguments: ["small.ndjson.gz", "small-amqp.ndjson.gz"])
    func `a recording of a real cluster is dumped as Celery dumps it`(name: String) throws {
        try compare(Self.fixtures.appending(path: name), in: TemporaryFolder())
    }

    @Test(arguments: [100, 6000]) func `generated events are dumped as Celery dumps them`(inFlight: Int) throws {
        let folder = try TemporaryFolder()
        let recording = folder.url.appending(path: "events.ndjson")
        // More tasks at once than Celery remembers the texts of.
        try Python.run(
            "make_events.py",
            [
                "-n", "15000", "--seed", "\(inFlight)", "--workers", "5", "--types", "6", "--tasks", "0", "--in-flight",
                "\(inFlight)", "--retry", "0.1", "--custom", "0.1", "-o", recording.path,
            ], in: folder.url)
        try compare(recording, in: folder)
    }

    @Test func `oddities are dumped as Celery dumps them`() throws {
        let folder = try TemporaryFolder()
        let recording = folder.url.appending(path: "odd.ndjson")
        let lines = Self.values.enumerated().map { number, value in
            #"{"received": \#(1795415286.25 + Double(number)), "body": {"type": "\#(Self.types[number % Self.types.count])", "#
                + #""hostname": "w@h", "timestamp": \#(Self.times[number % Self.times.count]), "uuid": "u", "name": "n", "#
                + #""args": "()", "kwargs": \#(value), "a": \#(value), "zz": [\#(value), {"k'": \#(value)}]}}"#
        }
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: recording)
        try compare(recording, in: folder)
    }

    private static let types = [
        "task-received", "task-started", "Worker-Online", "custom-my-Event", "task-sent", "TASK-RECEIVED", "worker",
        "task-grüße", "task-",
    ]
    private static let times = [
        "0", "1795415286", "1795415286.5", "1795415286.0000005", "1795415286.9999999", "-1.25", "253402300799.5",
        "1e9", "1795415286.038560",
    ]
    private static let values = [
        "null", "true", "false", "0", "-0", "-0.0", "1", "1.0", "1e22", "1e16", "1e15", "123456789012345678", "0.1",
        "1e-4", "1e-5", "1.5e-7", "5e-324", "1.7976931348623157e308", "12345678901234567890123", "1e400", "-1e400",
        "9007199254740993.0", "12000000000000000.0", "1234567890123456.7", "2.5", "\"\"", "\"text\"",
        #""it's""#, #""say \"it's\"""#, #""back\\slash""#, #""tab\tnew\nline""#, #""nul\u0000esc\u001bdel\u007f""#,
        #""nbsp\u00a0soft\u00adzero\u200bline\u2028bom\ufeff""#, #""grüße 日本 \ud83d\ude00 \u0301""#,
        #""\ue000 private""#, "[]", "{}", "[1, 2.0, null, true, \"a\"]", #"{"b": 1, "a": {"c": [], "a": 2}}"#,
        #"{"a": 1, "a": 2}"#, #"{"__type__": "datetime", "__value__": "2026-11-23T06:28:04.502123+00:00"}"#,
        #"{"__type__": "datetime", "__value__": "2026-11-23T06:28:04"}"#,
        #"{"__type__": "datetime", "__value__": "2026-11-23T06:00:00-03:30"}"#,
        #"{"__type__": "datetime", "__value__": "2026-11-23T06:28:00+05:30"}"#,
        #"{"__type__": "date", "__value__": "2026-11-03"}"#, #"{"__type__": "time", "__value__": "06:08:04.000100"}"#,
        #"{"__type__": "time", "__value__": "06:00:00"}"#, #"{"__type__": "decimal", "__value__": "12.50"}"#,
        #"{"__type__": "uuid", "__value__": {"hex": "5943a167800946b9af93ba6d163f1dac"}}"#,
        #"{"__type__": "bytes", "__value__": "it's grüß\n"}"#, #"{"__type__": "base64", "__value__": "AP8iJw=="}"#,
        #"{"__type__": "base64", "__value__": ""}"#, #"{"__type__": "uuid", "__value__": 1, "c": 2}"#,
        #"{"__type__": 1}"#,
    ]

    private func compare(_ recording: URL, in folder: TemporaryFolder) throws {
        let celerys = folder.url.appending(path: "celery.txt")
        let ours = folder.url.appending(path: "ours.txt")
        try Python.run("celery_dump.py", [recording.path, celerys.path], in: folder.url)
        let source = try ReplaySource(path: recording.path) { _, sentence in Issue.record("\(sentence)") }
        let dump = EventDump(
            source, as: .text(forTerminal: false),
            to: try RotatedOutput(ours.path, rotation: nil, compresses: false)
        ) { Issue.record("\($0)") }
        try dump.run(for: nil)
        let mine = try String(contentsOf: ours, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        let theirs = try String(contentsOf: celerys, encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
        #expect(mine.count == theirs.count && theirs.count > 10)
        for (our, their) in zip(mine, theirs) where our != their {
            Issue.record("Celery says: \(their)\nwe say:      \(our)")
            break
        }
    }
}
