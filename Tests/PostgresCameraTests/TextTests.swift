// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import Testing

@Suite struct TextTests {
    @Test(
        arguments: [
            (Array("a\0b".utf8), "ab"), ([0xFF, 0x61], "\u{FFFD}a"), ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
            (Array("é漢😀".utf8), "é漢😀"), ([0], ""), (Array(#"\ ' " $1"#.utf8), #"\ ' " $1"#),
        ] as [([UInt8], String)])
    func `any bytes become text`(bytes: [UInt8], expected: String) throws {
        let database = try Database()
        let camera = try database.started()
        let snapshot = SnapshotBuilder()
        snapshot.task("u") { $0.args = snapshot.arena.text(bytes: bytes) }
        camera.take(snapshot)
        #expect(try database.ask("SELECT args FROM tasks") == expected)
    }

    @Test(arguments: [
        (#"["\u0000a\\u0000\ud83d"]"#, #"["a\\u0000"# + "\u{FFFD}" + #""]"#),
        ("[1e400000, -1e-400000, 1e30]", #"["1e400000", "-1e-400000", 1000000000000000000000000000000]"#),
        ("{\"\\u0000\": 1}", #"{"": 1}"#), ("[NaN]", #""[NaN]""#), (#""\"[{\\""#, #""\"[{\\""#),
    ])
    func `whatever JSON an event brought, the server takes it`(json: String, expected: String) throws {
        let database = try Database()
        let camera = try database.started()
        let snapshot = SnapshotBuilder()
        snapshot.task("u") { task in
            snapshot.attributes(
                [("x", { ($0.kind, $0.text) = (EVCAM_VALUE_JSON, snapshot.arena.text(json)) })], of: &task)
        }
        camera.take(snapshot)
        #expect(try database.ask("SELECT attributes->'x' FROM tasks") == expected)
    }

    @Test func `a nesting beyond the server's stack does not stop the recording`() throws {
        let database = try Database()
        let camera = try database.started()
        let snapshot = SnapshotBuilder()
        let json = String(repeating: "[", count: 100_000) + "1" + String(repeating: "]", count: 100_000)
        let number = String(repeating: "7", count: 200_000)
        snapshot.task("u") { task in
            snapshot.attributes(
                [
                    ("x", { ($0.kind, $0.text) = (EVCAM_VALUE_JSON, snapshot.arena.text(json)) }),
                    ("n", { ($0.kind, $0.text) = (EVCAM_VALUE_JSON, snapshot.arena.text(number)) }),
                    ("y", { ($0.kind, $0.integer) = (EVCAM_VALUE_INT, 3) }),
                ], of: &task)
        }
        camera.take(snapshot)
        #expect(
            try database.ask(
                "SELECT attributes->'y', jsonb_typeof(attributes->'n'), length(attributes->>'x') FROM tasks")
                == "3|string|\(255 * 2 + 4)")
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300, -1e300, 253_402_300_800, -62_135_596_801])
    func `a time that no calendar shows is null`(time: Double) throws {
        let database = try Database()
        let camera = try database.started(["history": "true"])
        let snapshot = SnapshotBuilder()
        snapshot.task("u") { ($0.timestamp, $0.sent, $0.runtime) = (time, time, time) }
        snapshot.worker("w") { worker in
            (worker.freq, worker.heartbeat_count, worker.heartbeats.0) = (time, 1, time)
            worker.loadavg = (time, 1, 1)
        }
        camera.take(snapshot)
        #expect(try database.ask(#"SELECT "timestamp" IS NULL, sent IS NULL FROM tasks"#) == "t|t")
    }

    @Test func `ids and names beyond what an index holds are cut, and two that become one do no harm`() throws {
        let database = try Database()
        let camera = try database.started(["history": "true"])
        let snapshot = SnapshotBuilder()
        // Text that does not compress.
        var generator = SystemRandomNumberGenerator()
        let long = String(
            (0..<6_000).map { _ in Character(Unicode.Scalar(UInt8.random(in: 33...126, using: &generator))) })
        snapshot.task(long + "a", revision: 1, state: long) { task in
            (task.name, task.worker, task.timestamp) = (snapshot.arena.text(long), snapshot.arena.text(long), 1)
        }
        snapshot.task(long + "b", revision: 2, state: "SUCCESS")
        snapshot.task("x\0", revision: 3)
        snapshot.task("x", revision: 4)
        snapshot.worker(long + "a")
        snapshot.worker(long + "b")
        camera.take(snapshot)
        #expect(try database.ask("SELECT length(uuid), revision FROM tasks ORDER BY 1") == "1|4\n1000|2")
        #expect(try database.ask("SELECT length(hostname) FROM workers") == "1000")
    }
}
