// SPDX-License-Identifier: Apache-2.0

import Recordings
import ServerFixtures
import Testing

/// Why a database of PostgreSQL cannot be read, and what is never told.
@Suite struct PostgresTests {
    private static func refusal(_ address: String) -> RecordingError? {
        #expect(throws: RecordingError.self) { try RecordingSource.open(address) }
    }

    @Test func `no server, no database, no recording`() throws {
        let port = try FreePort.take(1)[0]
        let away = Self.refusal("postgresql://u:geheim@127.0.0.1:\(port)/d")
        #expect(away?.kind == .unavailable)
        #expect(away?.description.hasPrefix("cannot connect to postgresql://u@127.0.0.1:\(port)/d: ") == true)
        #expect(away?.description.contains("Connection refused") == true)
        #expect(away?.description.contains("geheim") == false)
        let server = try SampleServer.shared.get()
        let none = Self.refusal(server.url(of: "none"))
        #expect(none?.description.contains("\"none\" does not exist") == true)
        let other = SampleServer.newName()
        try server.ask("CREATE DATABASE \(other)")
        let empty = Self.refusal(server.url(of: other))
        #expect(empty?.kind == .unreadable)
        #expect(empty?.description.contains("no recording in postgresql://evcam@127.0.0.1:") == true)
        try server.ask(SampleDatabase.postgresSchema + "UPDATE evcam_schema SET version = 7", in: other)
        #expect(Self.refusal(server.url(of: other))?.description.contains("its schema is 7") == true)
    }

    @Test func `a URL that is none is not repeated`() {
        let error = Self.refusal("postgresql://u:ge%zzheim@h/d")
        #expect(error?.description.contains("zz") == false)
        #expect(error?.kind == .missing)
    }

    @Test func `a wrong password, none, and no right`() throws {
        let folder = try FixtureFolder.make("hba")
        defer { _ = try? Shell.run("rm -rf \(folder)") }
        try FixtureFolder.write(
            "host all locked 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n", to: folder + "/hba")
        try Shell.run("chmod 755 \(folder)")
        let server = try PostgresServer(settings: ["hba_file": folder + "/hba"])
        try server.ask("CREATE USER locked PASSWORD 'geheim'; CREATE USER guest")
        try server.ask(SampleDatabase.postgresSchema)
        let address = "127.0.0.1:\(server.port)/postgres"
        let wrong = Self.refusal("postgresql://locked:falsch@\(address)")
        #expect(wrong?.kind == .unavailable)
        #expect(wrong?.description.contains("password authentication failed for user \"locked\"") == true)
        #expect(wrong?.description.contains("falsch") == false)
        #expect(Self.refusal("postgresql://locked@\(address)")?.description.contains("PGPASSWORD") == true)
        #expect(Self.refusal("postgresql://guest@\(address)")?.description.contains("GRANT SELECT") == true)
        try server.ask("GRANT SELECT ON ALL TABLES IN SCHEMA public TO locked")
        let recording = try RecordingSource.open("postgresql://locked:geheim@\(address)")
        #expect(recording.name == "postgresql://locked@\(address)")
        #expect(try recording.count(TaskQuery()) == 0)
    }

    @Test func `a schema of its own is found by the search path, and nothing is written`() throws {
        let server = try SampleServer.shared.get()
        let database = SampleServer.newName()
        try server.ask("CREATE DATABASE \(database)")
        try server.ask(
            "CREATE SCHEMA celery; SET search_path = celery; " + SampleDatabase.postgresSchema
                + "INSERT INTO tasks (uuid, state) VALUES ('one', 'SUCCESS')", in: database)
        #expect(Self.refusal(server.url(of: database))?.description.contains("search_path") == true)
        let recording = try RecordingSource.open(server.url(of: database) + "?options=-csearch_path%3Dcelery")
        #expect(try recording.count(TaskQuery()) == 1)
        // It sees one moment, whatever is written meanwhile.
        try server.ask("INSERT INTO celery.tasks (uuid, state) VALUES ('two', 'SUCCESS')", in: database)
        #expect(try recording.count(TaskQuery()) == 1)
    }

    @Test func `what a body throws ends the reading, and the connection goes on`() throws {
        struct Enough: Error {}
        let recording = try SampleRecording.shop.make(.postgres).open()
        #expect(throws: Enough.self) { try recording.tasks(TaskQuery()) { _ in throw Enough() } }
        #expect(try recording.count(TaskQuery()) == 12)
    }
}
