// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import Testing

@testable import SQLiteCamera

struct DjangoTests {
    private static let schemas = ["django-celery-monitor", "djcelery"]

    private func app(_ schema: String) -> String { schema == "djcelery" ? "djcelery" : "celery_monitor" }

    private func options(_ schema: String) -> [String: String] { ["schema": schema, "create_schema": "true"] }

    private func picture(_ sequence: UInt64, state: String = "SUCCESS", _ fill: (inout evcam_task, Arena) -> Void)
        -> SnapshotBuilder
    {
        let snapshot = SnapshotBuilder(sequence: sequence, revision: sequence)
        snapshot.task("u1", revision: sequence, state: state) { task in
            task.name = snapshot.arena.text("shop.pay")
            task.timestamp = 1_767_323_045
            fill(&task, snapshot.arena)
        }
        return snapshot
    }

    @Test(arguments: schemas) func `tasks and workers stand in the package's tables`(schema: String) throws {
        let recording = try TestRecording()
        let camera = try recording.started(options(schema))
        let snapshot = picture(1) { task, arena in
            task.worker = arena.text("w1@a")
            task.timestamp = 1_767_323_045.678901
            task.eta = arena.text("2026-01-02T03:04:05+00:00")
            task.expires = arena.text("soon")
            task.exception = arena.text("E()")
            task.runtime = 0.5
            task.retries = 3
        }
        snapshot.worker("w2@a") { worker in
            worker.heartbeats.0 = 1_767_323_045
            worker.heartbeat_count = 1
        }
        #expect(camera.shutter(snapshot) == EVCAM_OK)
        #expect(camera.shutter(snapshot) == EVCAM_OK)
        let tasks = "\(app(schema))_taskstate"
        let workers = "\(app(schema))_workerstate"
        #expect(
            try recording.lines(
                """
                SELECT state, task_id, name, tstamp, args, eta, expires, result, traceback, runtime, retries, hidden,
                    w.hostname FROM \(tasks) t LEFT JOIN \(workers) w ON w.id = t.worker_id
                """) == [
                    "SUCCESS|u1|shop.pay|2026-01-02 03:04:05.678901|-|2026-01-02 03:04:05|-|E()|-|0.5|3|0|w1@a"
                ])
        #expect(
            try recording.lines("SELECT hostname, last_heartbeat FROM \(workers) ORDER BY hostname")
                == ["w1@a|-", "w2@a|2026-01-02 03:04:05"])
        #expect(try recording.value("PRAGMA foreign_key_check") == "no row")
    }

    @Test func `what the tables have no room for is cut, or skipped and counted`() throws {
        let recording = try TestRecording()
        let camera = try recording.started(options("djcelery"))
        let snapshot = picture(1) { task, arena in
            task.name = arena.text(String(repeating: "г", count: 201))
            task.worker = arena.text(String(repeating: "w", count: 300))
            task.args = arena.text(bytes: [0x61, 0, 0xFF])
        }
        snapshot.task("nameless")
        snapshot.task(String(repeating: "x", count: 37)) { $0.name = snapshot.arena.text("n") }
        snapshot.task(String(repeating: "y", count: 36)) { $0.name = snapshot.arena.text("n") }
        #expect(camera.shutter(snapshot) == EVCAM_OK)
        #expect(
            try recording.lines("SELECT length(name), args FROM djcelery_taskstate ORDER BY id")
                == ["200|a\u{FFFD}", "1|-"])
        #expect(try recording.lines("SELECT length(hostname) FROM djcelery_workerstate") == ["255"])
        #expect(camera.host.metrics["skipped_nameless"] == 1)
        #expect(camera.host.metrics["skipped_long_ids"] == 1)
        #expect(camera.host.metrics["tasks"] == 2)
        #expect(camera.shutter(snapshot) == EVCAM_OK)
        #expect(camera.host.logs.filter { $0.message.contains("longer than 36 characters") }.count == 1)
    }

    /// Rows' state and seconds, the picture's, when it was last retried, and what stands there afterwards.
    @Test(
        arguments: [
            ("SUCCESS", 5, "RECEIVED", 6, nil, "SUCCESS"), ("STARTED", 5, "SUCCESS", 6, nil, "SUCCESS"),
            ("STARTED", 5, "RECEIVED", 7, 6, "RECEIVED"), ("STARTED", 5, "RECEIVED", 7, 4, "STARTED"),
            ("STARTED", 5, "RETRY", 6, 6, "RETRY"), ("RETRY", 5, "RECEIVED", 6, nil, "RECEIVED"),
            ("SUCCESS", 5, "RETRY", 4, 4, "SUCCESS"), ("STARTED", 5, "SUCCESS", 4, nil, "SUCCESS"),
            ("FAILURE", 5, "SUCCESS", 4, nil, "SUCCESS"),
        ] as [(String, Double, String, Double, Double?, String)])
    func `rows never go back, and lose nothing`(
        row: String, at: Double, picture state: String, then: Double, retried: Double?, expected: String
    ) throws {
        let recording = try TestRecording()
        let camera = try recording.started(options("django-celery-monitor"))
        let base = 1_767_323_040.0
        let first = picture(1, state: row) { task, arena in
            task.timestamp = base + at
            task.result = arena.text("1")
            task.retries = 2
        }
        let second = picture(2, state: state) { task, arena in
            task.timestamp = base + then
            task.retried = retried.map { base + $0 } ?? .nan
            task.kwargs = arena.text("{}")
        }
        #expect(camera.shutter(first) == EVCAM_OK)
        #expect(camera.shutter(second) == EVCAM_OK)
        #expect(
            try recording.lines("SELECT state, tstamp, result, kwargs, retries FROM celery_monitor_taskstate") == [
                "\(expected)|2026-01-02 03:04:0\(Int(expected == row && row != state ? at : then))|1|{}|2"
            ])
    }

    @Test(arguments: schemas) func `heartbeats are written every thirty seconds`(schema: String) throws {
        let recording = try TestRecording()
        let camera = try recording.started(options(schema))
        for (number, seconds) in [(1, 0.0), (2, 29), (3, 30), (4, 20)] as [(UInt64, Double)] {
            let snapshot = SnapshotBuilder(sequence: number, revision: number, takenAt: 1_767_323_000 + seconds)
            snapshot.worker("w1@a", revision: number) { worker in
                worker.heartbeats.0 = 1_767_323_000 + seconds
                worker.heartbeat_count = 1
            }
            #expect(camera.shutter(snapshot) == EVCAM_OK)
            #expect(
                try recording.value("SELECT last_heartbeat FROM \(app(schema))_workerstate")
                    == (number < 3 ? "2026-01-02 03:03:20" : "2026-01-02 03:03:50"))
        }
    }

    @Test(arguments: schemas) func `tasks grow old by state, and workers that no task names`(schema: String) throws {
        let recording = try TestRecording()
        let camera = try recording.started(options(schema))
        let now = 1_767_323_045.0
        let snapshot = SnapshotBuilder()
        for (state, days) in [("SUCCESS", 2), ("FAILURE", 2), ("FAILURE", 4), ("STARTED", 4), ("PROGRESS", 6)] {
            snapshot.task("\(state)-\(days)", state: state) { task in
                task.name = snapshot.arena.text("n")
                task.timestamp = now - Double(days) * 86_400
                task.worker = snapshot.arena.text("busy@a")
            }
        }
        for name in ["busy@a", "idle@a"] {
            snapshot.worker(name) { worker in
                worker.heartbeats.0 = now - 31 * 86_400
                worker.heartbeat_count = 1
            }
        }
        #expect(camera.shutter(snapshot) == EVCAM_OK)
        #expect(camera.cleanup(now: now).deleted == 4)
        #expect(
            try recording.lines("SELECT task_id FROM \(app(schema))_taskstate ORDER BY 1") == [
                "FAILURE-2", "STARTED-4",
            ])
        #expect(try recording.lines("SELECT hostname FROM \(app(schema))_workerstate") == ["busy@a"])
    }

    @Test func `what is missing is named with its migration`() throws {
        let recording = try TestRecording()
        func refusal(_ schema: String) throws -> String {
            let camera = try recording.camera(["schema": schema])
            #expect(camera.start() == EVCAM_CONFIG)
            return camera.host.errors.last?.message ?? ""
        }
        #expect(try refusal("djcelery").contains("there is no database at \(recording.path)"))
        #expect(try recording.files == [])
        try recording.execute("CREATE TABLE django_migrations (id)")
        #expect(try refusal("djcelery").contains("no table djcelery_workerstate: run `manage.py migrate djcelery`"))
        try recording.execute("CREATE TABLE celery_monitor_workerstate (id, hostname, last_heartbeat)")
        #expect(try refusal("django-celery-monitor").contains("no table celery_monitor_taskstate"))
        try recording.execute(
            """
            CREATE TABLE celery_monitor_taskstate (id, state, task_id, name, tstamp, args, kwargs, eta, expires,
                result, traceback, runtime, retries, hidden, worker_id)
            """)
        let message = try refusal("django-celery-monitor")
        #expect(message.contains("lacks last_update") && message.contains("0002_workerstate_last_update"))
        #expect(try recording.value("PRAGMA journal_mode") == "delete")
    }

    @Test func `history is for evcam's own tables`() throws {
        let recording = try TestRecording()
        let camera = try recording.camera(["schema": "djcelery", "history": "true"])
        #expect(camera.created == EVCAM_CONFIG)
        #expect(camera.host.errors.last?.message.contains("option `history`") == true)
    }

    @Test(arguments: [
        (0, "1970-01-01 00:00:00"), (0.5, "1970-01-01 00:00:00.500000"), (-0.25, "1969-12-31 23:59:59.750000"),
        (1_767_323_045.0000004, "2026-01-02 03:04:05"), (0.9999996, "1970-01-01 00:00:01"),
        (1_767_323_045.999999, "2026-01-02 03:04:05.999999"),
    ])
    func `times are written as Django writes them`(seconds: Double, text: String) {
        #expect(DjangoTime(seconds).map { String(decoding: $0.bytes, as: UTF8.self) } == text)
    }

    @Test(arguments: [Double.nan, .infinity, -1e12, 1e12]) func `what is no time of Python's is none`(seconds: Double) {
        #expect(DjangoTime(seconds) == nil)
    }
}
