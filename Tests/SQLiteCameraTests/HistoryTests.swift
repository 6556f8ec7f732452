// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import Testing

struct HistoryTests {
    private func picture(_ sequence: UInt64, _ fill: (inout evcam_task, Arena) -> Void) -> SnapshotBuilder {
        let snapshot = SnapshotBuilder(sequence: sequence, revision: sequence)
        snapshot.task("u1", revision: sequence) { fill(&$0, snapshot.arena) }
        return snapshot
    }

    @Test func `each state that a task came to has a row`() throws {
        let recording = try TestRecording()
        let camera = try recording.started(["history": "true"])
        let first = picture(1) { task, arena in
            task.state = arena.text("STARTED")
            (task.sent, task.received, task.started, task.timestamp) = (1, 2, 3, 3)
        }
        let second = picture(2) { task, arena in
            task.state = arena.text("PROGRESS")
            (task.sent, task.received, task.started, task.timestamp) = (1, 2, 3, 4)
            task.name = arena.text("shop.pay")
            task.worker = arena.text("w1@a")
        }
        let third = picture(3) { task, arena in
            task.state = arena.text("SUCCESS")
            (task.sent, task.received, task.started, task.retried) = (1, 7, 8, 5)
            (task.succeeded, task.failed, task.revoked, task.rejected) = (9, 10, 11, 12)
            task.timestamp = 9
        }
        for snapshot in [first, second, second, third] { #expect(camera.shutter(snapshot) == EVCAM_OK) }
        #expect(
            try recording.lines("SELECT uuid, state, at, name, worker, epoch FROM task_history ORDER BY at") == [
                "u1|PENDING|1.0|-|-|epoch-1", "u1|RECEIVED|2.0|-|-|epoch-1", "u1|STARTED|3.0|-|-|epoch-1",
                "u1|PROGRESS|4.0|shop.pay|w1@a|epoch-1", "u1|RETRY|5.0|-|-|epoch-1", "u1|RECEIVED|7.0|-|-|epoch-1",
                "u1|STARTED|8.0|-|-|epoch-1", "u1|SUCCESS|9.0|-|-|epoch-1", "u1|FAILURE|10.0|-|-|epoch-1",
                "u1|REVOKED|11.0|-|-|epoch-1", "u1|REJECTED|12.0|-|-|epoch-1",
            ])
    }

    @Test func `a worker has a row when it changed, or a minute later`() throws {
        let recording = try TestRecording()
        let camera = try recording.started(["history": "true"])
        let shown: [(Double, Int64)] = [(100, 1), (101, 1), (102, 2), (102, 2), (130, 2), (161, 2), (162, 2), (163, 1)]
        for (time, active) in shown {
            let snapshot = SnapshotBuilder(sequence: UInt64(time), takenAt: time)
            snapshot.worker("w1@a") { $0.active = active }
            #expect(camera.shutter(snapshot) == EVCAM_OK)
        }
        #expect(
            try recording.lines("SELECT at, alive, active, processed, load1 FROM worker_history") == [
                "100.0|1|1|-|-", "102.0|1|2|-|-", "162.0|1|2|-|-", "163.0|1|1|-|-",
            ])
    }

    @Test func `without the option there is no history, and it can be had later`() throws {
        let recording = try TestRecording()
        let tables = "SELECT count(*) FROM sqlite_schema WHERE name IN ('task_history', 'worker_history')"
        try recording.take(picture(1) { task, _ in task.sent = 1 })
        #expect(try recording.value(tables) == "0")
        try recording.take(picture(2) { task, _ in task.sent = 1 }, ["history": "true"])
        #expect(try recording.value(tables) == "2")
        #expect(try recording.value("SELECT count(*) FROM task_history") == "1")
        try recording.take(picture(3) { task, _ in task.received = 2 })
        #expect(try recording.value("SELECT count(*) FROM task_history") == "1")
    }
}
