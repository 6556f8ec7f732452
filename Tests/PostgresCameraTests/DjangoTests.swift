// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import ServerFixtures
import Testing

@Suite struct DjangoTests {
    private static let apps = [("django-celery-monitor", "celery_monitor"), ("djcelery", "djcelery")]
    private static let now = 1_763_000_000.0

    private func started(_ database: Database, _ schema: String) throws -> StagedCamera {
        try database.started(["schema": schema, "create_schema": "true"])
    }

    private func snapshot(_ sequence: UInt64 = 1, at time: Double = now) -> SnapshotBuilder {
        SnapshotBuilder(sequence: sequence, revision: sequence, takenAt: time)
    }

    @Test(arguments: apps) func `missing tables are named with their migration`(schema: String, app: String) throws {
        let database = try Database()
        let camera = try database.camera(["schema": schema])
        #expect(camera.start() == EVCAM_CONFIG)
        let message = try #require(camera.host.errors.last?.message)
        #expect(message.contains("no table \(app)_taskstate") && message.contains("migrate \(app)"), "\(message)")
        _ = try started(database, schema)
        try database.ask("ALTER TABLE \(app)_workerstate DROP COLUMN last_heartbeat")
        #expect(camera.start() == EVCAM_CONFIG)
        #expect(camera.host.errors.last?.message.contains("last_heartbeat") == true)
    }

    @Test func `the migration that django-celery-monitor brought later is named`() throws {
        let database = try Database()
        _ = try started(database, "django-celery-monitor")
        try database.ask("ALTER TABLE celery_monitor_workerstate DROP COLUMN last_update")
        let camera = try database.camera(["schema": "django-celery-monitor"])
        #expect(camera.start() == EVCAM_CONFIG)
        #expect(camera.host.errors.last?.message.contains("0002_workerstate_last_update") == true)
    }

    @Test func `ids of an older Django come from sequences that want a right of their own`() throws {
        let database = try Database()
        _ = try started(database, "djcelery")
        let role = "ids_\(database.name)"
        for statement in [
            "CREATE ROLE \(role) LOGIN", "ALTER TABLE djcelery_taskstate ALTER id DROP IDENTITY",
            "CREATE SEQUENCE djcelery_taskstate_id_seq OWNED BY djcelery_taskstate.id",
            "ALTER TABLE djcelery_taskstate ALTER id SET DEFAULT nextval('djcelery_taskstate_id_seq')",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON djcelery_taskstate, djcelery_workerstate TO \(role)",
        ] {
            try database.ask(statement)
        }
        let camera = try database.camera(
            ["schema": "djcelery", "url": database.server.url(of: database.name, as: role)])
        #expect(camera.start() == EVCAM_CONFIG)
        let grant = "GRANT USAGE ON SEQUENCE public.djcelery_taskstate_id_seq TO \"\(role)\""
        let message = try #require(camera.host.errors.last?.message)
        #expect(message.hasSuffix(grant), "\(message)")
        try database.ask(grant)
        #expect(camera.start() == EVCAM_OK)
    }

    @Test(arguments: apps) func `a task is a row as Django's camera writes it`(schema: String, app: String) throws {
        let database = try Database()
        let camera = try started(database, schema)
        let first = snapshot()
        func text(_ text: String) -> evcam_string { first.arena.text(text) }
        first.task("u1", state: "FAILURE") { task in
            (task.name, task.worker, task.args) = (text("n"), text("w"), text("(1,)"))
            (task.exception, task.eta) = (text("E()"), text("2026-01-02T03:04:05+00:00"))
            (task.retries, task.runtime, task.timestamp) = (2, 0.5, Self.now)
        }
        first.task("nameless") { $0.timestamp = Self.now }
        first.task(String(repeating: "x", count: 37)) { $0.name = text("n") }
        first.task(String(repeating: "é", count: 36)) { task in
            (task.name, task.state) = (
                text(String(repeating: "n", count: 250)), text(String(repeating: "s", count: 99))
            )
        }
        camera.take(first)
        #expect(camera.host.metrics["skipped_tasks"] == 2)
        #expect(camera.host.logs.filter { $0.message.contains("longer than 36 characters") }.count == 1)
        let row = """
            SELECT state, name, args, result, extract(epoch FROM eta)::int, retries, runtime, hidden, hostname,
            extract(epoch FROM tstamp)::int FROM \(app)_taskstate t JOIN \(app)_workerstate w ON w.id = t.worker_id
            """
        #expect(try database.ask(row) == "FAILURE|n|(1,)|E()|1767323045|2|0.5|f|w|1763000000")
        #expect(
            try database.ask(
                "SELECT length(name), length(state), length(task_id) FROM \(app)_taskstate WHERE task_id <> 'u1'")
                == "200|64|36")
    }

    @Test(arguments: [
        ("SUCCESS", "RECEIVED", 200.0, Double.nan, "SUCCESS"), ("PENDING", "RECEIVED", 50, .nan, "RECEIVED"),
        ("STARTED", "RETRY", 200, .nan, "RETRY"), ("STARTED", "RETRY", 50, .nan, "STARTED"),
        ("STARTED", "RECEIVED", 200, 150, "RECEIVED"), ("STARTED", "RECEIVED", 200, 50, "STARTED"),
        ("STARTED", "STARTED", 50, .nan, "STARTED"), ("FAILURE", "SUCCESS", 50, .nan, "SUCCESS"),
    ])
    func `a row never goes back, but around retries`(
        old: String, new: String, time: Double, retried: Double, expected: String
    ) throws {
        let database = try Database()
        let camera = try started(database, "djcelery")
        let first = snapshot()
        first.task("u", state: old) { task in
            (task.name, task.result, task.timestamp) = (first.arena.text("n"), first.arena.text("old"), 100)
        }
        camera.take(first)
        let second = snapshot(2)
        second.task("u", revision: 2, state: new) { task in
            (task.name, task.timestamp, task.retried) = (second.arena.text("n"), time, retried)
            task.args = second.arena.text("()")
        }
        camera.take(second)
        let isWritten = expected == new && !(old == new && time < 100)
        #expect(
            try database.ask("SELECT state, extract(epoch FROM tstamp)::int, args, result FROM djcelery_taskstate")
                == "\(expected)|\(isWritten ? Int(time) : 100)|()|old")
    }

    @Test(arguments: apps) func `ids are not used up by what is there`(schema: String, app: String) throws {
        let database = try Database()
        let camera = try started(database, schema)
        for sequence in 1...5 as ClosedRange<UInt64> {
            let snapshot = snapshot(sequence, at: Self.now + 60 * Double(sequence))
            snapshot.worker("w", revision: sequence) { ($0.heartbeats.0, $0.heartbeat_count) = (Self.now, 1) }
            for number in 0..<10 {
                snapshot.task("u\(number)", revision: sequence, state: "STARTED") { task in
                    (task.name, task.worker) = (snapshot.arena.text("n"), snapshot.arena.text("w2"))
                    task.timestamp = Self.now
                }
            }
            camera.take(snapshot)
        }
        #expect(
            try database.ask(
                "SELECT (SELECT last_value FROM \(app)_taskstate_id_seq), (SELECT last_value FROM \(app)_workerstate_id_seq)"
            )
                == "10|2")
    }

    @Test(arguments: apps) func `heartbeats are written every half minute`(schema: String, app: String) throws {
        let database = try Database()
        let camera = try started(database, schema)
        func take(_ sequence: UInt64, _ seconds: Double) throws -> String {
            let snapshot = snapshot(sequence, at: Self.now + seconds)
            snapshot.worker("w", revision: sequence) {
                ($0.heartbeats.0, $0.heartbeat_count) = (Self.now + seconds, 1)
            }
            camera.take(snapshot)
            return try database.ask(
                "SELECT extract(epoch FROM last_heartbeat)::int - \(Int(Self.now)) FROM \(app)_workerstate")
        }
        #expect(try take(1, 0) == "0")
        #expect(try take(2, 29) == "0")
        #expect(try take(3, 30) == "30")
        #expect(try take(4, 59) == "30")
    }

    @Test(arguments: apps) func `old tasks go, and workers that nobody names`(schema: String, app: String) throws {
        let database = try Database()
        let camera = try started(database, schema)
        let day = 86_400.0
        let old = snapshot(1, at: Self.now - 60 * day)
        for (state, days) in [("SUCCESS", 2.0), ("FAILURE", 2), ("FAILURE", 4), ("STARTED", 4), ("STARTED", 6)] {
            old.task("\(state)\(days)", state: state) { task in
                (task.name, task.timestamp) = (old.arena.text("n"), Self.now - days * day)
                task.worker = old.arena.text(days == 4 ? "named" : "unnamed")
            }
        }
        for name in ["named", "unnamed"] {
            old.worker(name) { ($0.heartbeats.0, $0.heartbeat_count) = (Self.now - 60 * day, 1) }
        }
        camera.take(old)
        #expect(camera.cleanup(now: Self.now).deleted == 3)
        #expect(
            try database.ask("SELECT task_id FROM \(app)_taskstate ORDER BY 1") == "FAILURE2.0\nSTARTED4.0")
        #expect(try database.ask("SELECT hostname FROM \(app)_workerstate ORDER BY 1") == "named\nunnamed")
        try database.ask("DELETE FROM \(app)_taskstate WHERE state = 'FAILURE'")
        #expect(camera.cleanup(now: Self.now).deleted == 1)
        #expect(try database.ask("SELECT hostname FROM \(app)_workerstate") == "named")
    }

    @Test func `history is evcam's own`() throws {
        let database = try Database()
        #expect(try database.camera(["schema": "djcelery", "history": "true"]).created == EVCAM_CONFIG)
    }
}
