// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import Testing

struct WorkerRowTests {
    private func picture(
        _ revision: UInt64 = 1, epoch: String = "epoch-1", takenAt: Double = 100,
        _ fill: (inout evcam_worker, SnapshotBuilder) -> Void
    ) -> SnapshotBuilder {
        let snapshot = SnapshotBuilder(epoch: epoch, sequence: revision, revision: revision, takenAt: takenAt)
        snapshot.worker("w1@a", revision: revision) { fill(&$0, snapshot) }
        return snapshot
    }

    private static let columns = """
        hostname, alive, offline, active, processed, load1, load5, load15, last_heartbeat, freq, pid, clock, sw_ident,
        sw_ver, sw_sys, attributes, updated, epoch, revision
        """

    @Test func `every field has its column, and a null never overwrites`() throws {
        let recording = try TestRecording()
        let camera = try recording.started()
        let whole = picture { worker, snapshot in
            worker.active = 3
            worker.processed = 40
            worker.loadavg = (0.5, 0.25, 0.125)
            worker.heartbeats = (97, 98, 0, 0)
            worker.heartbeat_count = 2
            worker.pid = 7
            worker.clock = 8
            worker.sw_ident = snapshot.arena.text("py-celery")
            worker.sw_ver = snapshot.arena.text("5.6.3")
            worker.sw_sys = snapshot.arena.text("Linux")
        }
        #expect(camera.shutter(whole) == EVCAM_OK)
        let line = "|3|40|0.5|0.25|0.125|98.0|2.0|7|8|py-celery|5.6.3|Linux|-|"
        #expect(try recording.lines("SELECT \(Self.columns) FROM workers") == ["w1@a|1|0\(line)100.0|epoch-1|1"])
        let poor = picture(1, epoch: "epoch-2", takenAt: 101) { worker, _ in
            worker.flags = EVCAM_WORKER_CHANGED | EVCAM_WORKER_OFFLINE
        }
        #expect(camera.shutter(poor) == EVCAM_OK)
        #expect(try recording.lines("SELECT \(Self.columns) FROM workers") == ["w1@a|0|1\(line)101.0|epoch-2|1"])
    }

    @Test func `a row moves forward only`() throws {
        let recording = try TestRecording()
        let camera = try recording.started()
        for (revision, epoch, active) in [(5, "b", 1), (4, "b", 2), (9, "a", 3)] as [(UInt64, String, Int64)] {
            let snapshot = picture(revision, epoch: epoch) { worker, _ in worker.active = active }
            #expect(camera.shutter(snapshot) == EVCAM_OK)
        }
        #expect(try recording.lines("SELECT active, epoch, revision FROM workers") == ["1|b|5"])
    }

    @Test func `a worker that is no longer heard of is not alive, be it in memory or not`() throws {
        let recording = try TestRecording()
        let camera = try recording.started()
        let beating = picture(takenAt: 100) { worker, _ in
            worker.heartbeats.0 = 99
            worker.heartbeat_count = 1
        }
        #expect(camera.shutter(beating) == EVCAM_OK)
        for (time, alive) in [(102.9, "1"), (103, "0")] {
            let next = SnapshotBuilder(epoch: "epoch-2", sequence: UInt64(time), takenAt: time)
            #expect(camera.shutter(next) == EVCAM_OK)
            #expect(try recording.value("SELECT alive FROM workers") == alive)
        }
    }

    @Test func `unchanged workers are left alone`() throws {
        let recording = try TestRecording()
        try recording.take(picture { worker, _ in worker.flags = EVCAM_WORKER_ALIVE })
        #expect(try recording.value("SELECT count(*) FROM workers") == "0")
    }
}
