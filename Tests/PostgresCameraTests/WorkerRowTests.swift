// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import Testing

@Suite struct WorkerRowTests {
    @Test func `a worker is a row, and dies when its heartbeats do`() throws {
        let database = try Database()
        let camera = try database.started()
        let now = 1_700_000_000.0
        let first = SnapshotBuilder(takenAt: now)
        first.worker("w1", revision: 3) { worker in
            (worker.active, worker.processed, worker.pid, worker.clock) = (1, 2, 3, 4)
            worker.loadavg = (0.5, 0.25, 0.125)
            worker.heartbeats = (now - 2, now - 1, .nan, .nan)
            worker.heartbeat_count = 2
            worker.sw_ident = first.arena.text("py-celery")
        }
        first.worker("gone") { worker in
            worker.heartbeats = (now - 1, .nan, .nan, .nan)
            worker.heartbeat_count = 1
        }
        camera.take(first)
        let row = """
            SELECT hostname, alive, offline, active, processed, load1, load5, load15,
            extract(epoch FROM last_heartbeat)::int, freq, pid, clock, sw_ident, sw_ver IS NULL, attributes IS NULL,
            extract(epoch FROM updated)::int, epoch, revision FROM workers WHERE hostname = 'w1'
            """
        #expect(
            try database.ask(row)
                == "w1|t|f|1|2|0.5|0.25|0.125|1699999999|2|3|4|py-celery|t|t|1700000000|epoch-1|3")
        // No event has come; one of them is no longer in memory.
        let later = SnapshotBuilder(sequence: 2, takenAt: now + 10)
        later.worker("w1", revision: 3) { worker in
            worker.flags = 0
            worker.heartbeats = (now - 2, now - 1, .nan, .nan)
            worker.heartbeat_count = 2
        }
        camera.take(later)
        #expect(
            try database.ask("SELECT hostname, alive, extract(epoch FROM updated)::int FROM workers ORDER BY 1")
                == "gone|f|1700000010\nw1|f|1700000010")
    }

    @Test func `a snapshot is a row`() throws {
        let database = try Database()
        let camera = try database.started()
        let snapshot = SnapshotBuilder(sequence: 4, base: 2, revision: 9, takenAt: 1_700_000_000.5)
        snapshot.header.flags = EVCAM_SNAPSHOT_FINAL | EVCAM_SNAPSHOT_REPLAY
        (snapshot.header.event_count, snapshot.header.task_event_count) = (12, 5)
        (snapshot.header.tasks_in_memory, snapshot.header.workers_in_memory) = (3, 1)
        snapshot.task("u")
        snapshot.removed = [snapshot.gone("x")]
        snapshot.worker("w")
        snapshot.losses = [evcam_loss(cause: snapshot.arena.text("invalid"), count: 3)]
        snapshot.gaps = [
            evcam_gap(from: 1, until: .nan, at_least: 2, at_most: .max, cause: snapshot.arena.text("connection_lost"))
        ]
        camera.take(snapshot)
        let columns = """
            cluster, epoch, sequence, extract(epoch FROM taken_at), base_revision, revision, changed, removed,
            event_count, task_event_count, tasks_in_memory, workers_in_memory, workers_alive, losses, gaps,
            full_resync, final, replay
            """
        #expect(
            try database.ask("SELECT \(columns) FROM snapshots") == """
                test|epoch-1|4|1700000000.500000|2|9|1|1|12|5|3|1|1|{"invalid": 3}|\
                [{"from": 1.0, "cause": "connection_lost", "at_least": 2}]|f|t|t
                """)
    }
}
