// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import Testing

struct SnapshotRowTests {
    @Test func `a shutter leaves a row with its figures`() throws {
        let recording = try TestRecording()
        let snapshot = SnapshotBuilder(sequence: 3, base: 10, revision: 20, takenAt: 100.5)
        snapshot.header.flags = EVCAM_SNAPSHOT_FULL_RESYNC | EVCAM_SNAPSHOT_FINAL | EVCAM_SNAPSHOT_REPLAY
        snapshot.header.event_count = 50
        snapshot.header.task_event_count = 40
        snapshot.header.tasks_in_memory = 30
        snapshot.header.workers_in_memory = 2
        snapshot.task("u1", revision: 20)
        snapshot.removed = [snapshot.gone("u0"), snapshot.gone("u2")]
        snapshot.worker("w1@a")
        snapshot.worker("w2@a") { $0.flags = 0 }
        snapshot.losses = [evcam_loss(cause: snapshot.arena.text("too_large"), count: 4)]
        snapshot.gaps = [
            evcam_gap(
                from: 1, until: .nan, at_least: 2, at_most: .max, cause: snapshot.arena.text("connection_lost"))
        ]
        try recording.take(snapshot)
        #expect(
            try recording.lines("SELECT * FROM snapshots") == [
                #"1|test|epoch-1|3|100.5|10|20|1|2|50|40|30|2|1|{"too_large":4}|"#
                    + #"[{"cause":"connection_lost","from":1.0,"at_least":2}]|1|1|1"#
            ])
    }

    @Test func `what was written but not confirmed comes again in the same row`() throws {
        let recording = try TestRecording()
        for revision in [5, 9, 7] as [UInt64] {
            let snapshot = SnapshotBuilder(sequence: 1, revision: revision)
            for task in 0..<revision { snapshot.task("u\(task)", revision: revision) }
            try recording.take(snapshot)
        }
        #expect(try recording.lines("SELECT sequence, revision, changed FROM snapshots") == ["1|9|9"])
    }

    @Test func `a shutter that fails half way leaves nothing, and comes again`() throws {
        let recording = try TestRecording()
        let camera = try recording.started(["history": "true"])
        try recording.execute(
            """
            CREATE TRIGGER poison BEFORE INSERT ON tasks WHEN new.uuid = 'u7'
            BEGIN SELECT RAISE(ABORT, 'not that one'); END
            """)
        let snapshot = SnapshotBuilder()
        for task in 0..<10 { snapshot.task("u\(task)") { $0.sent = 1 } }
        snapshot.worker("w1@a")
        #expect(camera.shutter(snapshot) == EVCAM_RETRY)
        #expect(camera.host.errors.last?.message == "cannot write to \(recording.path): not that one")
        for table in ["tasks", "workers", "snapshots", "task_history"] {
            #expect(try recording.value("SELECT count(*) FROM \(table)") == "0")
        }
        try recording.execute("DROP TRIGGER poison")
        #expect(camera.shutter(snapshot) == EVCAM_OK)
        #expect(try recording.value("SELECT count(*) FROM tasks") == "10")
        #expect(camera.host.metrics["tasks"] == 10)
    }
}
