// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import Testing

struct TaskRowTests {
    private func full(epoch: String = "epoch-1", revision: UInt64 = 7) -> SnapshotBuilder {
        let snapshot = SnapshotBuilder(epoch: epoch, revision: revision)
        let arena = snapshot.arena
        snapshot.task("u1", revision: revision) { task in
            task.name = arena.text("shop.pay")
            task.worker = arena.text("w1@a")
            task.client = arena.text("gen1@a")
            task.hostname = arena.text("w1@a")
            task.queue = arena.text("celery")
            task.exchange = arena.text("")
            task.routing_key = arena.text("key")
            task.root_id = arena.text("root")
            task.parent_id = arena.text("parent")
            task.args = arena.text("(1,)")
            task.kwargs = arena.text("{}")
            task.result = arena.text("'ok'")
            task.exception = arena.text("E()")
            task.traceback = arena.text("Traceback")
            task.retries = 2
            task.runtime = 0.25
            task.eta = arena.text("2026-01-02T03:04:05+00:00")
            task.expires = arena.text("2026-01-02T03:04:06.5+00:00")
            task.sent = 1
            task.received = 2
            task.started = 3
            task.succeeded = 4
            task.failed = 5
            task.retried = 6
            task.revoked = 7
            task.rejected = 8
            task.timestamp = 9
            task.local_received = 10
            task.clock = 11
            task.pid = 12
            task.flags = EVCAM_TASK_TRUNCATED
            snapshot.attributes(
                [
                    (
                        "custom",
                        {
                            $0.kind = EVCAM_VALUE_INT; $0.integer = 5
                        }
                    )
                ], of: &task)
        }
        return snapshot
    }

    private static let columns = """
        uuid, name, state, worker, client, hostname, queue, exchange, routing_key, root_id, parent_id, args, kwargs,
        result, exception, traceback, retries, runtime, eta, expires, sent, received, started, succeeded, failed,
        retried, revoked, rejected, timestamp, local_received, clock, pid, attributes, truncated, epoch, revision
        """
    private static let fullLine = """
        u1|shop.pay|SUCCESS|w1@a|gen1@a|w1@a|celery||key|root|parent|(1,)|{}|'ok'|E()|Traceback|2|0.25|1767323045.0|\
        1767323046.5|1.0|2.0|3.0|4.0|5.0|6.0|7.0|8.0|9.0|10.0|11|12|{"custom":5}|1|
        """

    @Test func `every field has its column`() throws {
        let recording = try TestRecording()
        try recording.take(full())
        #expect(try recording.lines("SELECT \(Self.columns) FROM tasks") == [Self.fullLine + "epoch-1|7"])
        #expect(try recording.value("SELECT count(*) FROM pragma_table_info('tasks')") == "36")
    }

    @Test func `what is unknown is null`() throws {
        let recording = try TestRecording()
        let snapshot = SnapshotBuilder()
        snapshot.task("u1", state: "PENDING")
        try recording.take(snapshot)
        let nulls = Array(repeating: "-", count: 28).joined(separator: "|")
        #expect(
            try recording.lines("SELECT \(Self.columns) FROM tasks")
                == ["u1|-|PENDING|" + nulls.dropLast(2) + "|0|-|-|0|epoch-1|1"])
    }

    @Test func `a null never overwrites what an earlier run knew`() throws {
        let recording = try TestRecording()
        try recording.take(full())
        let later = SnapshotBuilder(epoch: "epoch-2")
        later.task("u1") { $0.timestamp = 20 }
        try recording.take(later)
        let line = Self.fullLine.replacing("|9.0|", with: "|20.0|").replacing("|11|12|", with: "|0|12|")
        #expect(try recording.lines("SELECT \(Self.columns) FROM tasks") == [line + "epoch-2|1"])
    }

    @Test func `what comes twice changes nothing`() throws {
        let recording = try TestRecording()
        let camera = try recording.started(["history": "true"])
        #expect(camera.shutter(full()) == EVCAM_OK)
        let before = try Self.everything(recording)
        #expect(camera.shutter(full()) == EVCAM_OK)
        #expect(try Self.everything(recording) == before)
    }

    private static func everything(_ recording: TestRecording) throws -> [[String]] {
        try ["tasks", "workers", "snapshots", "task_history", "worker_history"].flatMap {
            try recording.rows("SELECT * FROM \($0)")
        }
    }

    @Test func `an earlier revision or epoch is no news`() throws {
        let recording = try TestRecording()
        let camera = try recording.started()
        #expect(camera.shutter(full(epoch: "epoch-2", revision: 7)) == EVCAM_OK)
        for (epoch, revision) in [("epoch-2", 6), ("epoch-1", 100)] as [(String, UInt64)] {
            let old = SnapshotBuilder(epoch: epoch, sequence: 9, revision: revision)
            old.task("u1", revision: revision) { $0.name = old.arena.text("old") }
            #expect(camera.shutter(old) == EVCAM_OK)
        }
        #expect(try recording.lines("SELECT name, epoch, revision FROM tasks") == ["shop.pay|epoch-2|7"])
    }

    /// Rows' state, the picture's, when it was last retried, and what stands there afterwards.
    @Test(
        arguments: [
            ("SUCCESS", "RECEIVED", nil, "SUCCESS"), ("SUCCESS", "FAILURE", nil, "SUCCESS"),
            ("FAILURE", "STARTED", nil, "FAILURE"), ("PROGRESS", "STARTED", nil, "PROGRESS"),
            ("STARTED", "PROGRESS", nil, "PROGRESS"), ("STARTED", "SUCCESS", nil, "SUCCESS"),
            ("REVOKED", "FAILURE", nil, "FAILURE"), ("RECEIVED", "PENDING", nil, "RECEIVED"),
            ("RETRY", "PENDING", nil, "PENDING"), ("STARTED", "RETRY", 5, "RETRY"),
            ("STARTED", "RECEIVED", 5, "RECEIVED"),
            ("STARTED", "RECEIVED", 1, "STARTED"), ("PROGRESS", "OTHER", nil, "OTHER"),
        ] as [(String, String, Double?, String)])
    func `a state never falls back but through a retry`(
        row: String, picture: String, retried: Double?, expected: String
    )
        throws
    {
        let recording = try TestRecording()
        let camera = try recording.started()
        let first = SnapshotBuilder(epoch: "epoch-1")
        first.task("u1", state: row) { task in
            task.timestamp = 3
            task.retried = 2
            task.args = first.arena.text("(1,)")
        }
        #expect(camera.shutter(first) == EVCAM_OK)
        let second = SnapshotBuilder(epoch: "epoch-2")
        second.task("u1", state: picture) { task in
            task.timestamp = 10
            task.retried = retried ?? .nan
            task.args = second.arena.text("(2,)")
            task.kwargs = second.arena.text("{}")
        }
        #expect(camera.shutter(second) == EVCAM_OK)
        let isKept = expected != picture
        #expect(
            try recording.lines("SELECT state, timestamp, args, kwargs, epoch FROM tasks")
                == ["\(expected)|\(isKept ? "3.0|(1,)" : "10.0|(2,)")|{}|epoch-2"])
    }

    @Test func `what is no time stands in attributes`() throws {
        let recording = try TestRecording()
        let snapshot = SnapshotBuilder()
        snapshot.task("u1") { task in
            task.eta = snapshot.arena.text("soon")
            task.expires = snapshot.arena.text("60")
            snapshot.attributes(
                [
                    (
                        "a",
                        {
                            $0.kind = EVCAM_VALUE_BOOL; $0.integer = 1
                        }
                    )
                ], of: &task)
        }
        snapshot.task("u2") { $0.expires = snapshot.arena.text("later") }
        try recording.take(snapshot)
        #expect(
            try recording.lines("SELECT eta, expires, attributes FROM tasks ORDER BY uuid") == [
                #"-|-|{"eta":"soon","expires":"60","a":true}"#, #"-|-|{"expires":"later"}"#,
            ])
    }

    @Test func `attributes of another run are put over those of the row by name`() throws {
        let recording = try TestRecording()
        for (epoch, names) in [("epoch-1", ["a", "b"]), ("epoch-2", ["b", "c"])] {
            let snapshot = SnapshotBuilder(epoch: epoch)
            snapshot.task("u1") { task in
                let all = names.map { name in
                    (
                        name,
                        { (value: inout evcam_attribute) in
                            value.kind = EVCAM_VALUE_STRING
                            value.text = snapshot.arena.text(epoch)
                        }
                    )
                }
                snapshot.attributes(all, of: &task)
            }
            try recording.take(snapshot)
        }
        #expect(
            try recording.value("SELECT attributes FROM tasks") == #"{"a":"epoch-1","b":"epoch-2","c":"epoch-2"}"#)
    }

    @Test func `texts are UTF-8 without NULs`() throws {
        let recording = try TestRecording()
        let snapshot = SnapshotBuilder()
        snapshot.task("u1") { task in
            task.name = snapshot.arena.text(bytes: [0x61, 0, 0xFF, 0x62])
            task.args = snapshot.arena.text("гамма 🎉")
            task.kwargs = snapshot.arena.text(bytes: [0, 0])
            task.result = snapshot.arena.text(bytes: [0xED, 0xA0, 0x80, 0xF0, 0x9F])
            snapshot.attributes(
                [
                    (
                        "n",
                        {
                            $0.kind = EVCAM_VALUE_STRING; $0.text = snapshot.arena.text(bytes: [0x61, 0, 0x62])
                        }
                    ),
                    (
                        "j",
                        {
                            $0.kind = EVCAM_VALUE_JSON; $0.text = snapshot.arena.text(#"["\u0000x"]"#)
                        }
                    ),
                ], of: &task)
        }
        try recording.take(snapshot)
        #expect(
            try recording.lines("SELECT name, args, kwargs, result, attributes FROM tasks") == [
                "a\u{FFFD}b|гамма 🎉||\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}|{\"n\":\"ab\",\"j\":[\"x\"]}"
            ])
        #expect(try recording.value("SELECT typeof(kwargs) FROM tasks") == "text")
    }
}
