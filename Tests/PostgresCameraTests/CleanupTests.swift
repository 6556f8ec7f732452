// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import Testing

@Suite struct CleanupTests {
    private static let now = 1_763_000_000.0
    private static let day = 86_400.0

    /// Rows of each state in ages of half a day to 39 days and a half.
    private static func fill(_ database: Database, rows: Int) throws {
        try database.ask(
            """
            INSERT INTO tasks (uuid, state, "timestamp", local_received, epoch)
            SELECT s || i, s, CASE WHEN i % 7 = 0 THEN NULL ELSE t END, t, ''
            FROM unnest(ARRAY['SUCCESS', 'FAILURE', 'RETRY', 'REVOKED', 'STARTED', 'PROGRESS']) AS a(s),
            generate_series(1, \(rows)) AS b(i),
            LATERAL (SELECT to_timestamp(\(now) - (i % 40 + 0.5) * \(day))) AS c(t)
            """)
    }

    @Test func `tasks go by class of state, snapshots and history by age, workers when they are silent`() throws {
        let database = try Database()
        let camera = try database.started([
            "history": "true", "keep.success": "1d", "keep.error": "3d", "keep.pending": "5d", "keep.history": "30d",
        ])
        try Self.fill(database, rows: 400)
        let old = Self.now - 31 * Self.day
        let snapshot = SnapshotBuilder(takenAt: old)
        snapshot.task("new", state: "PENDING") { ($0.timestamp, $0.sent) = (Self.now, old) }
        snapshot.worker("old") { ($0.heartbeats.0, $0.heartbeat_count) = (old, 1) }
        snapshot.worker("new") { ($0.heartbeats.0, $0.heartbeat_count) = (Self.now, 1) }
        camera.take(snapshot)
        let cleaned = camera.cleanup(now: Self.now)
        #expect(cleaned.result == EVCAM_OK)
        #expect(
            try database.ask("SELECT state, count(*) FROM tasks GROUP BY 1 ORDER BY 1") == """
                FAILURE|30
                PENDING|1
                PROGRESS|50
                RETRY|30
                REVOKED|30
                STARTED|50
                SUCCESS|10
                """)
        #expect(try database.ask("SELECT hostname FROM workers") == "new")
        for table in ["snapshots", "task_history", "worker_history"] {
            #expect(try database.ask("SELECT count(*) FROM \(table)") == "0")
        }
        // 6 states of 400 rows but for 200, a worker, a snapshot, and a row of a task and two of workers.
        #expect(cleaned.deleted == 2_400 - 200 + 1 + 1 + 1 + 2)
    }

    @Test func `what shall be kept for ever is`() throws {
        let database = try Database()
        let camera = try database.started([
            "keep.success": "0s", "keep.error": "0s", "keep.pending": "0s", "keep.history": "0s",
        ])
        try Self.fill(database, rows: 40)
        #expect(camera.cleanup(now: Self.now).deleted == 0)
    }

    @Test func `a cleanup that is asked to stop goes on behind the next shutters`() throws {
        let database = try Database()
        let camera = try database.started(["keep.success": "1d"])
        try Self.fill(database, rows: 4_100)
        camera.host.isCancelled = true
        #expect(camera.cleanup(now: Self.now).deleted == 0)
        camera.host.isCancelled = false
        var sequence: UInt64 = 0
        while try database.ask("SELECT count(*) FROM tasks WHERE state = 'SUCCESS'") != "102" {
            sequence += 1
            camera.take(SnapshotBuilder(sequence: sequence))
            try #require(sequence < 100)
        }
        #expect(camera.cleanup(now: Self.now).deleted > 3_998)
    }
}
