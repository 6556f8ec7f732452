// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import Glibc
import ServerFixtures
import Testing

@Suite struct FaultTests {
    /// From now on the server answers so many times with an error when a task is written.
    private static func fail(_ database: Database, _ code: String, times: Int) throws {
        // A sequence counts on where a transaction is rolled back.
        try database.ask("CREATE SEQUENCE faults")
        try database.ask(
            """
            CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF nextval('faults') <= \(times) THEN
            RAISE EXCEPTION 'as the test wants it' USING ERRCODE = '\(code)'; END IF; RETURN NEW; END $$
            """)
        try database.ask("CREATE TRIGGER fail BEFORE INSERT ON tasks FOR EACH STATEMENT EXECUTE FUNCTION fail()")
    }

    @Test(arguments: ["40001", "40P01"]) func `what may well pass is tried again at once`(code: String) throws {
        let database = try Database()
        let camera = try database.started()
        try Self.fail(database, code, times: 2)
        let snapshot = SnapshotBuilder()
        snapshot.task("u")
        camera.take(snapshot)
        #expect(try database.ask("SELECT count(*), last_value FROM tasks, faults GROUP BY 2") == "1|3")
        #expect(try database.ask("SELECT count(*) FROM snapshots") == "1")
    }

    @Test(arguments: ["53100", "53200", "57014", "55P03", "42501", "XX000", "25006", "57P01", "58030"])
    func `what the server refuses comes again, whole`(code: String) throws {
        let database = try Database()
        let camera = try database.started()
        try Self.fail(database, code, times: 1)
        let snapshot = SnapshotBuilder()
        for number in 0..<5_000 { snapshot.task("u\(number)") }
        snapshot.worker("w")
        #expect(camera.shutter(snapshot) == EVCAM_RETRY)
        let message = try #require(camera.host.errors.last?.message)
        #expect(message.contains("as the test wants it") && message.contains(code), "\(message)")
        #expect(try database.ask("SELECT (SELECT count(*) FROM workers), (SELECT count(*) FROM snapshots)") == "0|0")
        camera.take(snapshot)
        #expect(
            try database.ask(
                "SELECT count(*), (SELECT count(*) FROM workers), (SELECT count(*) FROM snapshots) FROM tasks")
                == "5000|1|1")
    }

    @Test func `a deadlock with somebody else passes`() throws {
        let database = try Database()
        let camera = try database.started()
        let first = SnapshotBuilder()
        first.task("a", state: "STARTED")
        first.task("b", state: "STARTED")
        camera.take(first)
        let locker = Locker(
            database,
            """
            UPDATE tasks SET pid = 1 WHERE uuid = 'b';
            DO $$ BEGIN WHILE NOT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted) LOOP
            PERFORM pg_sleep(0.01); END LOOP; END $$;
            UPDATE tasks SET pid = 1 WHERE uuid = 'a'; COMMIT;
            """)
        defer { locker.release() }
        while try database.ask(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'DO%' AND datname = current_database()")
            != "1"
        {}
        let second = SnapshotBuilder(sequence: 2, base: 1, revision: 2)
        second.task("a", revision: 2)
        second.task("b", revision: 2)
        camera.take(second)
        #expect(try database.ask("SELECT uuid, state FROM tasks ORDER BY 1") == "a|SUCCESS\nb|SUCCESS")
    }

    @Test(.enabled(if: geteuid() == 0, "only root can make a small disk"))
    func `a full disk loses nothing`() throws {
        let folder = try FixtureFolder.make("small-disk")
        try Shell.run("mount -t tmpfs -o size=3m tmpfs \(folder) && chown postgres:postgres \(folder)")
        defer { _ = try? Shell.run("umount -l \(folder); rmdir \(folder)") }
        let database = try Database()
        try database.ask("CREATE TABLESPACE small_\(database.name) LOCATION '\(folder)'")
        defer {
            _ = try? database.ask("DROP TABLE tasks, workers, snapshots, evcam_schema")
            _ = try? database.ask("DROP TABLESPACE small_\(database.name)")
        }
        let camera = try database.started([
            "url": database.url + "?options=-cdefault_tablespace%3Dsmall_\(database.name)"
        ])
        let snapshot = SnapshotBuilder()
        for number in 0..<8_000 {
            snapshot.task("u\(number)") { $0.args = snapshot.arena.text(String(repeating: "x", count: 500)) }
        }
        #expect(camera.shutter(snapshot) == EVCAM_RETRY)
        let message = try #require(camera.host.errors.last?.message)
        #expect(message.contains("53100") && message.contains("free space"), "\(message)")
        try Shell.run("mount -o remount,size=64m \(folder)")
        camera.take(snapshot)
        #expect(try database.ask("SELECT count(*) FROM tasks") == "8000")
    }
}
