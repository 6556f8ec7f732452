// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import ServerFixtures
import Testing

@Suite struct SchemaTests {
    @Test func `a recording is made once, by whoever comes first`() throws {
        let database = try Database()
        _ = try database.started()
        _ = try database.started(["history": "true"])
        #expect(try database.ask("SELECT version FROM evcam_schema") == "1")
        #expect(
            try database.ask(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1")
                == "evcam_schema\nsnapshots\ntask_history\ntasks\nworker_history\nworkers")
    }

    @Test func `a recording of a newer evcam is refused`() throws {
        let database = try Database()
        _ = try database.started()
        try database.ask("UPDATE evcam_schema SET version = 7")
        let camera = try database.camera()
        #expect(camera.start() == EVCAM_CONFIG)
        let message = try #require(camera.host.errors.last?.message)
        #expect(message.contains("version 7") && message.contains("writes version 1"), "\(message)")
    }

    @Test func `tables of somebody else are left alone`() throws {
        let database = try Database()
        try database.ask("CREATE TABLE tasks (id int)")
        let camera = try database.camera()
        #expect(camera.start() == EVCAM_CONFIG)
        #expect(camera.host.errors.last?.message.contains("not evcam's") == true)
        // Beside them, in a schema of its own.
        try database.ask("CREATE SCHEMA evcam")
        let beside = try database.started(["url": database.url + "?options=-csearch_path%3Devcam"])
        let snapshot = SnapshotBuilder()
        snapshot.task("u")
        beside.take(snapshot)
        #expect(try database.ask("SELECT count(*) FROM evcam.tasks") == "1")
    }

    @Test func `a table that goes while we record comes back`() throws {
        let database = try Database()
        let camera = try database.started()
        try database.ask("DROP TABLE tasks, workers, snapshots, evcam_schema")
        let snapshot = SnapshotBuilder()
        snapshot.task("u")
        #expect(camera.shutter(snapshot) == EVCAM_RETRY)
        camera.take(snapshot)
        #expect(try database.ask("SELECT count(*) FROM tasks") == "1")
    }

    @Test func `the least rights suffice, and what is missing is named`() throws {
        let database = try Database()
        let role = "least_\(database.name)"
        try database.ask("CREATE ROLE \(role) LOGIN")
        let url = database.server.url(of: database.name, as: role)
        let options = ["url": url, "history": "true", "partitions": "month"]
        // PostgreSQL 15 lets nobody but the owner make tables in `public`.
        let first = try database.camera(options)
        #expect(first.start() == EVCAM_CONFIG)
        let message = try #require(first.host.errors.last?.message)
        #expect(message.contains("GRANT CREATE ON SCHEMA \"public\" TO \"\(role)\""), "\(message)")
        try database.ask("GRANT CREATE ON SCHEMA public TO \(role)")
        let camera = try database.started(options)
        let snapshot = SnapshotBuilder()
        snapshot.task("u") { $0.succeeded = 1_700_000_000 }
        camera.take(snapshot)
        #expect(camera.cleanup(now: 1_800_000_000).result == EVCAM_OK)
        // Rights that go and come while it runs.
        try database.ask("REVOKE INSERT ON tasks FROM \(role)")
        let second = SnapshotBuilder(sequence: 2, revision: 2)
        second.task("v", revision: 2)
        #expect(camera.shutter(second) == EVCAM_RETRY)
        let other = try database.camera(options)
        #expect(other.start() == EVCAM_CONFIG)
        let lack = try #require(other.host.errors.last?.message)
        #expect(lack.contains("tasks (INSERT)") && lack.contains("GRANT SELECT, INSERT, UPDATE, DELETE"), "\(lack)")
        try database.ask("GRANT INSERT ON tasks TO \(role)")
        camera.take(second)
        #expect(try database.ask("SELECT uuid FROM tasks") == "v")
    }
}
