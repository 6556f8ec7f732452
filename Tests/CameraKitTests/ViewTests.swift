// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import Testing

@testable import CameraKit

struct ViewTests {
    @Test func `a text compares and copies bytes`() throws {
        let arena = Arena()
        let text = try #require(TextView(arena.text(bytes: [0x61, 0, 0xFF, 0x62])))
        #expect(text.count == 4)
        #expect(String(text) == "a\0\u{FFFD}b")
        #expect(Array(text) == [0x61, 0, 0xFF, 0x62])
        #expect(TextView(evcam_string()) == nil)
        let empty = try #require(TextView(arena.text("")))
        #expect(empty.isEmpty)
        #expect(empty == "")
        let failure = try #require(TextView(arena.text("FAILURE")))
        #expect(failure == "FAILURE")
        #expect(!(failure == "FAIL"))
        #expect(!(failure == "FAILURES"))
        #expect(failure == TextView(arena.text("FAILURE")))
        #expect(failure.hashValue == TextView(arena.text("FAILURE"))?.hashValue)
        let retry = try #require(TextView(arena.text("RETRY")))
        #expect(failure < retry)
        #expect(empty < failure)
    }

    @Test func `what is absent is nil`() throws {
        let builder = SnapshotBuilder()
        builder.task("t")
        builder.worker("w")
        try builder.lend { pointer in
            let snapshot = try SnapshotView(checking: pointer)
            let task = try #require(snapshot.changed.first)
            #expect(task.uuid == "t")
            #expect(task.name == nil)
            #expect(task.args == nil)
            #expect(task.sent == nil)
            #expect(task.runtime == nil)
            #expect(task.retries == nil)
            #expect(task.pid == nil)
            #expect(task.attributes.isEmpty)
            let worker = try #require(snapshot.workers.first)
            #expect(worker.loadavg == nil)
            #expect(worker.active == nil)
            #expect(worker.heartbeats.isEmpty && worker.lastHeartbeat == nil)
            #expect(worker.hasChanged && worker.isAlive && !worker.isOffline)
        }
    }

    @Test func `attributes have their types`() throws {
        let builder = SnapshotBuilder()
        builder.padding = 16
        builder.task("t") { task in
            builder.attributes(
                [
                    ("null", { _ in }), ("yes", { ($0.kind, $0.integer) = (EVCAM_VALUE_BOOL, 1) }),
                    ("seven", { ($0.kind, $0.integer) = (EVCAM_VALUE_INT, 7) }),
                    ("half", { ($0.kind, $0.number) = (EVCAM_VALUE_DOUBLE, 0.5) }),
                    ("word", { ($0.kind, $0.text) = (EVCAM_VALUE_STRING, builder.arena.text("w")) }),
                    ("list", { ($0.kind, $0.text) = (EVCAM_VALUE_JSON, builder.arena.text("[1]")) }),
                    ("newer", { $0.kind = 99 }),
                ], of: &task)
        }
        try builder.lend { pointer in
            let attributes = try SnapshotView(checking: pointer).changed[0].attributes
            let texts = attributes.map { attribute in
                let value: String =
                    switch attribute.value {
                    case .null: "null"
                    case .bool(let value): "bool \(value)"
                    case .int(let value): "int \(value)"
                    case .double(let value): "double \(value)"
                    case .string(let value): "string \(String(value))"
                    case .json(let value): "json \(String(value))"
                    }
                return "\(String(attribute.name)): \(value)"
            }
            #expect(
                texts == [
                    "null: null", "yes: bool true", "seven: int 7", "half: double 0.5", "word: string w",
                    "list: json [1]", "newer: null",
                ])
        }
    }

    @Test(
        arguments: [
            (1_700_000_000.678, "20231114T221320.678Z"), (0, "19700101T000000.000Z"), (-0.5, "19691231T235959.500Z"),
            (.nan, nil), (1e300, nil), (-.infinity, nil),
        ] as [(Double, String?)])
    func `a time has a calendar form or none`(seconds: Double, expected: String?) {
        #expect(UTCTime(seconds)?.compact == expected)
    }
}
