// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraKit
import CameraStage
import Foundation
import Glibc
import PostgresCamera
import ServerFixtures
import Testing

@Suite struct ConnectionTests {
    /// A role that must say a password.
    private static let guarded: Result<Void, any Error> = Result {
        let server = try Database.server.get()
        try server.ask("CREATE ROLE guarded LOGIN PASSWORD 'opensesame'")
        let file = server.dataFolder + "/pg_hba.conf"
        let rules = try String(contentsOfFile: file, encoding: .utf8)
        try FixtureFolder.write(
            "host all guarded 127.0.0.1/32 scram-sha-256\nhost all shut 127.0.0.1/32 reject\n" + rules, to: file)
        try server.ask("SELECT pg_reload_conf()")
        while try server.ask("SELECT count(*) FROM pg_hba_file_rules WHERE user_name = '{guarded}'") != "1" {}
    }

    private func said(_ camera: StagedCamera) -> String {
        (camera.host.errors.map(\.message) + camera.host.logs.map(\.message)).joined(separator: "\n")
    }

    @Test func `a wrong password is a mistake of the configuration, and is told without it`() throws {
        try Self.guarded.get()
        let database = try Database()
        try database.ask("GRANT CREATE ON SCHEMA public TO guarded")
        let url = database.server.url(of: database.name, as: "guarded")
        for options in [
            ["url": url, "password": "hushhush"], ["url": url.replacing("guarded@", with: "guarded:hushhush@")],
        ] {
            let camera = try database.camera(options)
            #expect(camera.start() == EVCAM_CONFIG)
            #expect(
                said(camera).contains("28P01") && said(camera).contains("put the password right"), "\(said(camera))")
            #expect(!said(camera).contains("hushhush"))
        }
        let camera = try database.camera(["url": url, "password": "opensesame"])
        #expect(camera.start() == EVCAM_OK, "\(said(camera))")
        #expect(!said(camera).contains("opensesame"))
    }

    @Test func `a database, a role and a rule that are not there are told with their remedy`() throws {
        try Self.guarded.get()
        let database = try Database()
        for (url, remedy) in [
            (database.server.url(of: "nowhere"), "CREATE DATABASE \"nowhere\" OWNER \"evcam\""),
            (database.server.url(of: database.name, as: "nobody"), "CREATE ROLE \"nobody\" LOGIN"),
            (database.server.url(of: database.name, as: "shut"), "pg_hba.conf"),
        ] {
            let camera = try database.camera(["url": url])
            #expect(camera.start() == EVCAM_CONFIG)
            #expect(said(camera).contains(remedy), "\(said(camera))")
        }
        let closed = "closed_\(database.name)"
        try database.ask("CREATE ROLE \(closed) LOGIN")
        try database.ask("REVOKE CONNECT ON DATABASE \(database.name) FROM PUBLIC")
        let camera = try database.camera(["url": database.server.url(of: database.name, as: closed)])
        #expect(camera.start() == EVCAM_CONFIG)
        #expect(said(camera).contains("GRANT CONNECT ON DATABASE"), "\(said(camera))")
    }

    @Test func `a server that does not speak TLS is a mistake where TLS is asked for`() throws {
        let database = try Database()
        let camera = try database.camera(["url": database.url + "?sslmode=require"])
        #expect(camera.start() == EVCAM_CONFIG)
        #expect(said(camera).contains("SSL"), "\(said(camera))")
        _ = try database.started(["url": database.url + "?sslmode=prefer"])
    }

    @Test func `a URL that cannot be read is not repeated`() throws {
        let entry = try #require(PostgresCamera.entry(1, 0))
        let camera = StagedCamera(entry, options: ["url": "postgresql://evcam:hush@[host/x"])
        #expect(camera.created == EVCAM_CONFIG)
        #expect(!said(camera).contains("hush"))
        #expect(said(camera).contains("postgresql://USER@HOST"), "\(said(camera))")
        let other = StagedCamera(entry, options: ["url": "postgresql://evcam:hush@host:port/x"])
        #expect(other.start() == EVCAM_CONFIG)
        #expect(said(other).contains("port") && !said(other).contains("hush"), "\(said(other))")
    }

    @Test func `without a server it begins, keeps the delta, and goes on when the server is there`() throws {
        let database = try Database()
        let relay = try Relay(to: database.server.port)
        defer { relay.stop() }
        // Nobody listens there yet.
        let port = try FreePort.take(1)[0]
        let nobody = try database.camera(["url": database.url.replacing(":\(database.server.port)", with: ":\(port)")])
        #expect(nobody.start() == EVCAM_RETRY)
        #expect(said(nobody).contains("cannot connect to database \(database.name) at 127.0.0.1:\(port)"))
        let camera = try database.started([
            "url": database.url.replacing(":\(database.server.port)", with: ":\(relay.port)")
        ])
        let snapshot = SnapshotBuilder()
        snapshot.task("u")
        relay.set(.reset)
        #expect(camera.shutter(snapshot) == EVCAM_RETRY)
        relay.set(.passing)
        // It waits before it tries again, longer each time.
        while camera.shutter(snapshot) == EVCAM_RETRY {}
        #expect(try database.ask("SELECT count(*) FROM tasks") == "1")
        #expect(said(camera).contains("answers again"))
    }

    @Test func `a connection that broke between two shutters costs none`() throws {
        let database = try Database()
        let camera = try database.started()
        try database.ask(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        let snapshot = SnapshotBuilder()
        snapshot.task("u")
        camera.take(snapshot)
        #expect(try database.ask("SELECT count(*) FROM tasks") == "1")
    }

    @Test func `a server that falls silent does not hold the camera`() throws {
        let database = try Database()
        let relay = try Relay(to: database.server.port)
        defer { relay.stop() }
        let camera = try database.started([
            "url": database.url.replacing(":\(database.server.port)", with: ":\(relay.port)")
        ])
        relay.set(.frozen)
        let snapshot = SnapshotBuilder()
        snapshot.task("u")
        camera.host.isCancelled = true
        #expect(camera.shutter(snapshot) == EVCAM_RETRY)
        #expect(said(camera).contains("deadline"), "\(said(camera))")
    }

    @Test func `a table that somebody locks makes the statement time out`() throws {
        let database = try Database()
        let camera = try database.started(["statement_timeout": "1s"])
        let locker = Locker(database, "LOCK TABLE tasks")
        defer { locker.release() }
        try locker.wait()
        let snapshot = SnapshotBuilder()
        snapshot.task("u")
        #expect(camera.shutter(snapshot) == EVCAM_RETRY)
        #expect(said(camera).contains("57014") && said(camera).contains("statement_timeout"), "\(said(camera))")
        locker.release()
        camera.take(snapshot)
    }
}
