// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import Foundation
import Testing

struct LineTests {
    @Test func `a snapshot is a header and a line for each thing that changed`() throws {
        let recording = try Recording()
        let camera = try #require(recording.camera())
        #expect(camera.start() == EVCAM_OK)
        let snapshot = SnapshotBuilder(sequence: 3, base: 4, revision: 9, takenAt: 1_700_000_000.25)
        snapshot.padding = 24
        snapshot.header.flags = EVCAM_SNAPSHOT_FINAL
        snapshot.header.event_count = 12
        snapshot.task("u1", revision: 5, state: "FAILURE") { task in
            task.flags = EVCAM_TASK_READY
            task.name = snapshot.arena.text("shop.pay")
            task.failed = 1_700_000_000.1234567
            task.retries = 2
            task.runtime = 0.0123456789
            task.exception = snapshot.arena.text("ValueError('x')")
        }
        snapshot.worker("w1", revision: 6) { worker in
            worker.loadavg = (0.5, 1, 2.25)
            worker.heartbeats = (1, 2, .nan, .nan)
            worker.heartbeat_count = 2
        }
        snapshot.worker("w2") { $0.flags = 0 }
        snapshot.removed = [snapshot.gone("u0", revision: 7)]
        snapshot.removedWorkers = [snapshot.gone("w0", revision: 8, reason: EVCAM_REMOVED_CLEARED)]
        snapshot.losses = [evcam_loss(cause: snapshot.arena.text("undecodable"), count: 3)]
        snapshot.gaps = [
            evcam_gap(
                from: 1, until: .nan, at_least: 2, at_most: .max, cause: snapshot.arena.text("connection_lost"))
        ]
        #expect(camera.shutter(snapshot) == EVCAM_OK)
        let golden = """
            {"kind":"snapshot","lines":4,"revision":9,"taken_at":1700000000.25,"epoch":"epoch-1","cluster":"test",\
            "sequence":3,"base_revision":4,"final":true,"event_count":12,"task_event_count":0,"tasks_in_memory":0,\
            "workers_in_memory":0,"changed":1,"workers":1,"removed":2,"losses":{"undecodable":3},\
            "gaps":[{"cause":"connection_lost","from":1.0,"at_least":2}]}
            {"kind":"task","uuid":"u1","revision":5,"name":"shop.pay","state":"FAILURE","ready":true,\
            "failed":1700000000.1234567,"runtime":0.0123456789,"clock":0,"retries":2,"exception":"ValueError('x')"}
            {"kind":"worker","hostname":"w1","revision":6,"alive":true,"loadavg":[0.5,1.0,2.25],\
            "heartbeats":[1.0,2.0],"freq":2.0}
            {"kind":"removed","what":"task","id":"u0","revision":7,"reason":"evicted"}
            {"kind":"removed","what":"worker","id":"w0","revision":8,"reason":"cleared"}

            """
        #expect(try recording.text == golden)
        #expect(try recording.lines.count == 5)
        #expect(camera.host.metrics["lines"] == 5)
    }

    @Test(
        arguments: [
            ([0x61, 0x00, 0x1B, 0x7F, 0x0A, 0x22, 0x5C], #""a\u0000\u001b\u007f\n\"\\""#),
            ([0xFF, 0x61], "\"\u{FFFD}a\""),
            ([0xE2, 0x82], "\"\u{FFFD}\""),
            ([0xE2, 0x82, 0x61], "\"\u{FFFD}a\""),
            ([0xED, 0xA0, 0x80], "\"\u{FFFD}\u{FFFD}\u{FFFD}\""),
            ([0xF4, 0x90, 0x80, 0x80], "\"\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\""),
            ([0xC0, 0xAF], "\"\u{FFFD}\u{FFFD}\""),
            (
                Array("é漢😀 plain text of more than eight bytes\t.".utf8),
                #""é漢😀 plain text of more than eight bytes\t.""#
            ),
        ] as [([UInt8], String)])
    func `any bytes become a JSON string`(bytes: [UInt8], expected: String) throws {
        let recording = try Recording()
        let camera = try #require(recording.camera())
        let snapshot = SnapshotBuilder()
        snapshot.task("u") { $0.args = snapshot.arena.text(bytes: bytes) }
        #expect(camera.shutter(snapshot) == EVCAM_OK)
        #expect(try recording.text.contains("\"args\":\(expected)}\n"))
        #expect(try recording.lines[1]["args"] as? String == String(decoding: bytes, as: UTF8.self))
    }

    @Test(arguments: [
        ("[1, {\"a\" : [true,false , null]} ]", "[1,{\"a\":[true,false,null]}]"),
        ("{ }", "{}"), ("[[],{}]", "[[],{}]"), ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("-0.5e+10", "-0.5e+10"), (#"["\ud83d\ude00\n"]"#, #"["\ud83d\ude00\n"]"#),
        (#"["\ud83d"]"#, "[\"\u{FFFD}\"]"),
        ("[1,\n2]", "[1,2]"),
        ("[NaN]", #""[NaN]""#), ("[1,]", #""[1,]""#), ("{\"a\"}", #""{\"a\"}""#), ("[1", #""[1""#),
        ("", #""""#), ("01", #""01""#), ("1 2", #""1 2""#), ("\"\u{1}\"", #""\"\u0001\"""#), ("[1]]", #""[1]]""#),
        ("tru", #""tru""#), ("{\"a\":1,}", #""{\"a\":1,}""#), (#"["\q"]"#, #""[\"\\q\"]""#),
    ])
    func `raw JSON of an attribute stays JSON, whatever it was`(json: String, expected: String) throws {
        let recording = try Recording()
        let camera = try #require(recording.camera())
        let snapshot = SnapshotBuilder()
        snapshot.task("u") { task in
            snapshot.attributes(
                [("x", { ($0.kind, $0.text) = (EVCAM_VALUE_JSON, snapshot.arena.text(json)) })], of: &task)
        }
        #expect(camera.shutter(snapshot) == EVCAM_OK)
        #expect(try recording.text.contains("\"attributes\":{\"x\":\(expected)}}\n"))
        _ = try recording.lines
    }

    @Test func `a nesting beyond any stack is copied`() throws {
        let recording = try Recording()
        let camera = try #require(recording.camera())
        let snapshot = SnapshotBuilder()
        let json = String(repeating: "[", count: 200_000) + String(repeating: "]", count: 200_000)
        snapshot.task("u") { task in
            snapshot.attributes(
                [("x", { ($0.kind, $0.text) = (EVCAM_VALUE_JSON, snapshot.arena.text(json)) })], of: &task)
        }
        #expect(camera.shutter(snapshot) == EVCAM_OK)
        #expect(try recording.text.contains(json))
    }

    @Test func `attributes keep their types`() throws {
        let recording = try Recording()
        let camera = try #require(recording.camera())
        let snapshot = SnapshotBuilder()
        snapshot.task("u") { task in
            snapshot.attributes(
                [
                    ("a", { _ in }), ("b", { ($0.kind, $0.integer) = (EVCAM_VALUE_BOOL, 0) }),
                    ("c", { ($0.kind, $0.integer) = (EVCAM_VALUE_INT, .min) }),
                    ("d", { ($0.kind, $0.number) = (EVCAM_VALUE_DOUBLE, 1e-7) }),
                    ("e", { ($0.kind, $0.number) = (EVCAM_VALUE_DOUBLE, .infinity) }),
                    ("f\"", { ($0.kind, $0.text) = (EVCAM_VALUE_STRING, snapshot.arena.text("x")) }),
                ], of: &task)
        }
        #expect(camera.shutter(snapshot) == EVCAM_OK)
        let expected = #""attributes":{"a":null,"b":false,"c":-9223372036854775808,"d":1e-07,"e":null,"f\"":"x"}}"#
        #expect(try recording.text.contains(expected))
    }

    @Test func `numbers read back as the same numbers`() throws {
        let recording = try Recording()
        let camera = try #require(recording.camera())
        let snapshot = SnapshotBuilder()
        var random = SystemRandomNumberGenerator()
        var numbers: [Double] = [
            1_048_576, 1_048_575.999999999, 1_699_999_999.9999998, 1_700_000_000.9999998, 1e12, -1.5,
        ]
        for _ in 0..<2_000 {
            numbers.append(.random(in: 1.5e9...2e9, using: &random))
            numbers.append(.random(in: 0...2, using: &random))
            numbers.append(.random(in: 1e6...1e13, using: &random))
        }
        for (index, number) in numbers.enumerated() { snapshot.task("\(index)") { $0.timestamp = number } }
        #expect(camera.shutter(snapshot) == EVCAM_OK)
        let read = try recording.text.split(separator: "\n").dropFirst().map { line in
            Double(line.split(separator: "\"timestamp\":")[1].prefix { $0 != "," })
        }
        #expect(read == numbers)
        let longest = try recording.text.split(separator: "\n").dropFirst().prefix(3).map(String.init)
        #expect(longest[0].contains("\"timestamp\":1048576.0,"))
    }

    @Test func `what differs from run to run is left out where asked`() throws {
        func record(epoch: String, seconds: Double) throws -> String {
            let recording = try Recording()
            let camera = try #require(recording.camera())
            let snapshot = SnapshotBuilder()
            snapshot.header.flags = EVCAM_SNAPSHOT_DETERMINISTIC | EVCAM_SNAPSHOT_REPLAY
            snapshot.header.epoch = snapshot.arena.text(epoch)
            var lane = evcam_lane()
            lane.name = snapshot.arena.text("history")
            lane.camera = snapshot.arena.text("jsonl")
            lane.shutters = 3
            lane.last_seconds = seconds
            lane.total_seconds = seconds
            lane.last_success = seconds
            lane.overdue = UInt64(seconds)
            snapshot.lanes = [lane]
            snapshot.task("u")
            #expect(camera.shutter(snapshot) == EVCAM_OK)
            return try recording.text
        }
        let first = try record(epoch: "a", seconds: 1)
        #expect(first == (try record(epoch: "b", seconds: 2)))
        #expect(first.contains("\"lanes\":[{\"name\":\"history\",\"camera\":\"jsonl\",\"shutters\":3,"))
    }
}
