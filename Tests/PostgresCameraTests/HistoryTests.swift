// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import Testing

@Suite struct HistoryTests {
    private static let november = 1_763_000_000.0

    @Test(arguments: ["none", "month"])
    func `each state that a task came to is a row, once`(partitions: String) throws {
        let database = try Database()
        let camera = try database.started(["history": "true", "partitions": partitions])
        let now = Self.november
        let first = SnapshotBuilder(takenAt: now)
        first.task("u", state: "STARTED") { task in
            (task.sent, task.received, task.started) = (now, now + 1, now + 2)
            task.name = first.arena.text("n")
        }
        first.task("p", state: "PROGRESS") { ($0.timestamp, $0.received) = (now + 9, now) }
        camera.take(first)
        let second = SnapshotBuilder(sequence: 2, base: 1, revision: 2, takenAt: now + 5)
        second.task("u", revision: 2, state: "SUCCESS") { task in
            (task.sent, task.received, task.started, task.succeeded) = (now, now + 1, now + 2, now + 3)
        }
        camera.take(second)
        camera.take(second)
        let rows = "SELECT uuid, state, extract(epoch FROM at)::bigint - \(Int(now)), name, epoch FROM task_history"
        #expect(
            try database.ask(rows + " ORDER BY uuid, at") == """
                p|RECEIVED|0||epoch-1
                p|PROGRESS|9||epoch-1
                u|PENDING|0|n|epoch-1
                u|RECEIVED|1|n|epoch-1
                u|STARTED|2|n|epoch-1
                u|SUCCESS|3||epoch-1
                """)
    }

    @Test func `a worker's load is a row when it changed, or a minute later`() throws {
        let database = try Database()
        var camera = try database.started(["history": "true"])
        let now = Self.november
        func take(_ sequence: UInt64, at time: Double, active: Int64, alive: Bool = true) {
            let snapshot = SnapshotBuilder(sequence: sequence, revision: sequence, takenAt: time)
            snapshot.worker("w", revision: sequence) { worker in
                worker.active = active
                if !alive { worker.flags = 0 }
            }
            camera.take(snapshot)
        }
        take(1, at: now, active: 1)
        take(2, at: now + 10, active: 1)
        take(3, at: now + 20, active: 2)
        camera = try database.started(["history": "true"])
        take(4, at: now + 30, active: 2)
        take(5, at: now + 79, active: 2)
        take(6, at: now + 80, active: 2)
        take(7, at: now + 81, active: 2, alive: false)
        #expect(
            try database.ask("SELECT extract(epoch FROM at)::bigint - \(Int(now)), active, alive FROM worker_history")
                == "0|1|t\n20|2|t\n80|2|t\n81|2|f")
    }

    @Test func `months have partitions of their own, and old ones are dropped whole`() throws {
        let database = try Database()
        let camera = try database.started(["history": "true", "partitions": "month", "keep.history": "30d"])
        let now = Self.november
        let day = 86_400.0
        func take(_ sequence: UInt64, at time: Double, _ times: [Double]) {
            let snapshot = SnapshotBuilder(sequence: sequence, revision: sequence, takenAt: time)
            for (index, time) in times.enumerated() {
                snapshot.task("\(sequence)-\(index)", revision: sequence, state: "SUCCESS") { $0.succeeded = time }
            }
            camera.take(snapshot)
        }
        // Of this month, the month before, and of clocks that are wrong by years or half a year.
        take(1, at: now, [now, now - 20 * day, 0, now + 180 * day])
        let counts =
            "SELECT tableoid::regclass, count(*) FROM task_history GROUP BY 1, tableoid ORDER BY tableoid::regclass::text"
        #expect(
            try database.ask(counts)
                == "task_history_2025_10|1\ntask_history_2025_11|1\ntask_history_default|2")
        // The month that a wrong clock was ahead to has come.
        take(2, at: now + 180 * day, [now + 180 * day])
        #expect(
            try database.ask(counts) == """
                task_history_2025_10|1
                task_history_2025_11|1
                task_history_2026_05|2
                task_history_default|1
                """)
        try database.ask("ANALYZE task_history")
        let cleaned = camera.cleanup(now: now + 180 * day)
        #expect(cleaned.result == EVCAM_OK)
        #expect(try database.ask(counts) == "task_history_2026_05|2")
        #expect(cleaned.deleted >= 3)
        // And what is late for a month that is gone finds a place.
        take(3, at: now + 180 * day, [now])
        #expect(try database.ask(counts) == "task_history_2026_05|2\ntask_history_default|1")
    }

    @Test func `a shutter can be waited for`() throws {
        let database = try Database()
        let camera = try database.started(["notify": "My channel"])
        let listener = Listener(database, channel: "\"My channel\"")
        while try database.ask(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'DO%' AND datname = current_database()")
            != "1"
        {}
        let snapshot = SnapshotBuilder(sequence: 3, revision: 8)
        snapshot.task("u")
        camera.take(snapshot)
        let heard = try listener.heard()
        #expect(heard.contains("\"My channel\""), "\(heard)")
        #expect(heard.contains(#"{"epoch": "epoch-1", "sequence": 3, "revision": 8, "changed": 1}"#), "\(heard)")
    }
}
