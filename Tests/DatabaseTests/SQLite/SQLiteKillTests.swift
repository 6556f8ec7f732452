// SPDX-License-Identifier: Apache-2.0

import Foundation
import ServerFixtures
import Testing

@Suite struct SQLiteKillTests {
    /// How often; `EVCAM_KILLS` says it for long runs.
    private static let kills = ProcessInfo.processInfo.environment["EVCAM_KILLS"].flatMap { Int($0) } ?? 5

    @Test func `whenever evcam is killed, the recording holds whole snapshots`() throws {
        let run = try SQLiteRun()
        var killed = 0
        for _ in 0..<Self.kills {
            // About a shutter each millisecond, for a second and a half.
            if try run.record(speed: "20x", freq: "20ms", killedAfter: .random(in: 0.1...1.2)) { killed += 1 }
            guard FileManager.default.fileExists(atPath: run.path) else { continue }
            #expect(try run.rows("PRAGMA integrity_check") == [["ok"]])
            try checkThatSnapshotsAreWhole(run)
        }
        #expect(killed > 0)
        print("\(killed) kills: \(try run.number("SELECT count(*) FROM snapshots")) snapshots")
        try run.record()
        try checkThatSnapshotsAreWhole(run)
        try run.compareTasksWithState(hasEarlierPictures: true)
    }

    /// Each run is an epoch, and each picture that it takes moves the rows of all tasks in it forward: so the rows of
    /// the newest epoch are those that its snapshots' rows speak of.
    private func checkThatSnapshotsAreWhole(_ run: SQLiteRun) throws {
        guard try run.number("SELECT count(*) FROM sqlite_schema WHERE name = 'snapshots'") == 1 else { return }
        let newest = "(SELECT max(epoch) FROM snapshots)"
        // A task, a worker or a state of a shutter that left no snapshot.
        for table in ["tasks", "workers", "task_history"] {
            #expect(
                try run.number("SELECT count(*) FROM \(table) WHERE epoch NOT IN (SELECT epoch FROM snapshots)") == 0)
        }
        for table in ["tasks", "workers"] {
            #expect(
                try run.rows(
                    """
                    SELECT epoch, revision FROM \(table) t
                    WHERE revision > (SELECT max(revision) FROM snapshots WHERE epoch = t.epoch)
                    """) == [])
        }
        // A shutter that is not all there: the last one's tasks, and all that were ever handed over.
        #expect(
            try run.rows(
                """
                WITH last AS (SELECT * FROM snapshots WHERE epoch = \(newest) ORDER BY sequence DESC LIMIT 1)
                SELECT changed, tasks_in_memory FROM last EXCEPT SELECT
                    (SELECT count(*) FROM tasks, last WHERE tasks.epoch = last.epoch
                        AND tasks.revision > base_revision),
                    (SELECT count(*) FROM tasks WHERE epoch = \(newest))
                """) == [])
        // And its states.
        #expect(
            try run.rows(
                """
                SELECT uuid FROM tasks WHERE epoch = \(newest) AND sent NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM task_history h WHERE h.uuid = tasks.uuid AND h.state = 'PENDING' AND h.at = sent)
                """) == [])
        // None is missing between two.
        #expect(
            try run.rows(
                """
                SELECT epoch, sequence FROM snapshots s WHERE base_revision <> coalesce((SELECT revision FROM snapshots
                    WHERE epoch = s.epoch AND sequence < s.sequence ORDER BY sequence DESC LIMIT 1), 0)
                """) == [])
    }

    @Test func `the whole recording is the state that evcam reports`() throws {
        let run = try SQLiteRun()
        #expect(try run.record() == false)
        try run.compareTasksWithState()
        let figures = "SELECT sum(changed) > 453, max(event_count), max(final), max(workers_alive) FROM snapshots"
        #expect(try run.rows(figures) == [["1", "1858", "1", "4"]])
    }
}
