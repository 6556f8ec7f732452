// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import Testing

@testable import SQLiteCamera

struct CleanupTests {
    private static let now = 100 * 86_400.0
    private static let states = [
        "SUCCESS", "FAILURE", "RETRY", "REVOKED", "PENDING", "RECEIVED", "STARTED", "REJECTED", "PROGRESS",
    ]

    /// A task in each state for each age in days.
    private func tasks(_ ages: [Double]) -> SnapshotBuilder {
        let snapshot = SnapshotBuilder(takenAt: Self.now - 40 * 86_400)
        for state in Self.states {
            for age in ages {
                snapshot.task("\(state)-\(age)", state: state) { task in
                    task.timestamp = Self.now - age * 86_400
                    task.sent = task.timestamp
                }
            }
        }
        return snapshot
    }

    private func left(_ recording: TestRecording) throws -> [String: [String]] {
        let lines = try recording.rows("SELECT state, uuid FROM tasks ORDER BY uuid")
        return Dictionary(grouping: lines) { $0[0] }.mapValues { $0.map { String($0[1].split(separator: "-")[1]) } }
    }

    @Test func `tasks go by the age of their class of states`() throws {
        let recording = try TestRecording()
        let camera = try recording.started()
        #expect(camera.shutter(tasks([0.9, 1.1, 2.9, 3.1, 4.9, 5.1])) == EVCAM_OK)
        let (result, deleted) = camera.cleanup(now: Self.now)
        #expect(result == EVCAM_OK)
        let kept = try left(recording)
        #expect(kept["SUCCESS"] == ["0.9"])
        for state in ["FAILURE", "RETRY", "REVOKED"] { #expect(kept[state] == ["0.9", "1.1", "2.9"]) }
        for state in ["PENDING", "RECEIVED", "STARTED", "REJECTED", "PROGRESS"] {
            #expect(kept[state] == ["0.9", "1.1", "2.9", "3.1", "4.9"])
        }
        // And the snapshot, which is 40 days old.
        #expect(deleted == 5 + 3 * 3 + 5 + 1)
        #expect(camera.host.metrics["deleted"] == 20)
        #expect(camera.cleanup(now: Self.now).deleted == 0)
    }

    @Test func `an age of 0 keeps for ever`() throws {
        let recording = try TestRecording()
        let camera = try recording.started(
            ["keep.success": "0s", "keep.error": "0s", "keep.pending": "1d", "keep.history": "0s"])
        #expect(camera.shutter(tasks([50])) == EVCAM_OK)
        #expect(camera.cleanup(now: Self.now).deleted == 5)
        #expect(try left(recording).keys.sorted() == ["FAILURE", "RETRY", "REVOKED", "SUCCESS"])
        #expect(try recording.value("SELECT count(*) FROM snapshots") == "1")
    }

    @Test func `snapshots, history and workers go when they are older than history`() throws {
        let recording = try TestRecording()
        let camera = try recording.started(["history": "true", "keep.success": "0s"])
        for (sequence, age) in [(1, 40.0), (2, 20.0)] as [(UInt64, Double)] {
            let time = Self.now - age * 86_400
            let snapshot = SnapshotBuilder(sequence: sequence, takenAt: time)
            snapshot.task("u\(sequence)") { task in (task.sent, task.timestamp) = (time, time) }
            snapshot.worker("w\(sequence)@a") { worker in
                worker.heartbeats.0 = time
                worker.heartbeat_count = 1
            }
            snapshot.worker("silent\(sequence)@a")
            #expect(camera.shutter(snapshot) == EVCAM_OK)
        }
        #expect(camera.cleanup(now: Self.now).deleted == 1 + 1 + 2 + 2)
        #expect(try recording.lines("SELECT sequence FROM snapshots") == ["2"])
        #expect(try recording.lines("SELECT uuid FROM task_history") == ["u2"])
        #expect(try recording.lines("SELECT hostname FROM worker_history") == ["silent2@a", "w2@a"])
        #expect(try recording.lines("SELECT hostname FROM workers ORDER BY 1") == ["silent2@a", "w2@a"])
        #expect(try recording.value("SELECT count(*) FROM tasks") == "2")
    }

    /// Many old tasks, written by hand.
    private func fill(_ recording: TestRecording, _ count: Int) throws {
        try recording.execute(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count))
            INSERT INTO tasks (uuid, state, timestamp, epoch, revision, args)
            SELECT 'old' || i, 'SUCCESS', 1.0 + i, '', i, printf('%400d', i) FROM n
            """)
    }

    @Test func `what a cleanup has no time for goes after the next shutters, and the file shrinks`() throws {
        let recording = try TestRecording()
        let camera = try recording.started()
        try fill(recording, 20_000)
        let full = try recording.value("PRAGMA page_count")
        camera.host.isCancelled = true
        // One batch, since the host wants to end.
        #expect(camera.cleanup(now: Self.now).deleted == 500)
        #expect(try recording.value("SELECT count(*) FROM tasks") == "19500")
        camera.host.isCancelled = false
        var shutters: UInt64 = 0
        while try recording.value("SELECT count(*) FROM tasks WHERE epoch = ''") != "0", shutters < 100_000 {
            shutters += 1
            #expect(camera.shutter(SnapshotBuilder(sequence: shutters, takenAt: Self.now)) == EVCAM_OK)
        }
        #expect(camera.cleanup(now: Self.now).deleted == 19_500)
        while try recording.value("PRAGMA freelist_count") > "256", shutters < 200_000 {
            shutters += 1
            #expect(camera.shutter(SnapshotBuilder(sequence: shutters, takenAt: Self.now)) == EVCAM_OK)
        }
        #expect(try #require(Int(try recording.value("PRAGMA page_count"))) < #require(Int(full)) / 4)
    }

    @Test func `batches follow how long they take, and stop when the time is over`() throws {
        let recording = try TestRecording()
        let (database, _) = try OpenRecording.bare(recording.path)
        try fill(recording, 30_000)
        var now = 0.0
        // Each look at the clock is a millisecond: batches are fast.
        let fast = Cleaner(database) {
            now += 0.001
            return now
        }
        func deletion() throws -> Deletion {
            let sql = "DELETE FROM tasks WHERE rowid IN (SELECT rowid FROM tasks WHERE timestamp < ?2 LIMIT ?1)"
            let deletion = try Deletion(database, sql)
            deletion.statement.bind(2, Self.now)
            return deletion
        }
        try fast.plan([deletion()])
        try fast.work(seconds: 0.004) { false }
        // 500, 1000, 2000
        #expect(fast.takeReport() == 3_500)
        #expect(fast.hasWork)
        // Each look is a second: every batch is too slow, and there is time for one only.
        let slow = Cleaner(database) {
            now += 1
            return now
        }
        try slow.plan([deletion()])
        for expected in [500, 250, 125, 62, 50, 50] {
            try slow.work(seconds: 0.5) { false }
            #expect(slow.takeReport() == expected)
        }
        #expect(try recording.value("SELECT count(*) FROM tasks") == "\(30_000 - 3_500 - 1_037)")
        slow.giveUp()
        #expect(!slow.hasWork)
    }
}
