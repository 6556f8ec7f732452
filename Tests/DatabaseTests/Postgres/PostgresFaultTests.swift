// SPDX-License-Identifier: Apache-2.0

import Foundation
import ServerFixtures
import Testing

@Suite struct PostgresFaultTests {
    /// How long servers are away, in seconds; `EVCAM_AWAY` says it for long runs.
    private static let away = ProcessInfo.processInfo.environment["EVCAM_AWAY"].flatMap { Double($0) } ?? 1
    /// How often evcam is killed; `EVCAM_KILLS` says it for long runs.
    private static let kills = ProcessInfo.processInfo.environment["EVCAM_KILLS"].flatMap { Int($0) } ?? 4

    /// Events flow for three times as long as the server is away.
    private static var speed: String { "\(PostgresRun.length / (away * 3 + 2))x" }

    @Test func `a server that is killed and comes back has every task, once`() throws {
        let server = try PostgresServer()
        let run = try PostgresRun(server, speed: Self.speed, freq: "100ms")
        run.wait(until: "SELECT to_regclass('tasks') IS NOT NULL")
        for _ in 0..<2 {
            run.wait(until: "SELECT count(*) > 20 FROM tasks")
            try server.crash()
            run.wait(for: "nothing is lost meanwhile")
            try server.start()
        }
        #expect(run.end() == 0, "\(run.said)")
        #expect(run.said.contains("nothing lost"), "\(run.said)")
        try PostgresRun.compare(server)
    }

    @Test func `while a server is away nothing is lost`() throws {
        let server = try PostgresServer()
        let relay = try Relay(to: server.port)
        defer { relay.stop() }
        let url = server.url().replacing(":\(server.port)", with: ":\(relay.port)")
        let run = try PostgresRun(server, url: url, speed: Self.speed)
        run.wait(until: "SELECT to_regclass('tasks') IS NOT NULL")
        run.wait(until: "SELECT count(*) > 20 FROM tasks")
        relay.set(.reset)
        let written = try server.ask("SELECT max(revision) FROM tasks")
        run.wait(for: "nothing is lost meanwhile")
        // Events flow meanwhile: this is what is tested.
        usleep(UInt32(Self.away * 1_000_000))
        #expect(try server.ask("SELECT max(revision) FROM tasks") == written)
        relay.set(.passing)
        #expect(run.end() == 0, "\(run.said)")
        try PostgresRun.compare(server)
        #expect(try server.ask("SELECT count(*) = count(DISTINCT (epoch, sequence)) FROM snapshots") == "t")
    }

    @Test func `rights that are taken away and given back cost nothing`() throws {
        let server = try PostgresServer()
        try server.ask("CREATE ROLE least LOGIN")
        try server.ask("GRANT CREATE ON SCHEMA public TO least")
        let run = try PostgresRun(server, url: server.url(as: "least"), speed: "8x")
        run.wait(until: "SELECT to_regclass('tasks') IS NOT NULL")
        run.wait(until: "SELECT count(*) > 20 FROM tasks")
        try server.ask("REVOKE ALL ON tasks FROM least")
        run.wait(for: "GRANT SELECT, INSERT, UPDATE, DELETE ON tasks")
        try server.ask("GRANT ALL ON tasks TO least")
        #expect(run.end() == 0, "\(run.said)")
        try PostgresRun.compare(server)
    }

    /// Each run is an epoch, and each picture that it takes moves the rows of all tasks in it forward.
    @Test func `whenever evcam is killed, shutters are whole`() throws {
        let server = try PostgresServer()
        for number in 0..<Self.kills {
            let run = try PostgresRun(server, speed: "20x", freq: "20ms")
            run.wait(until: "SELECT to_regclass('snapshots') IS NOT NULL")
            run.wait(until: "SELECT count(*) > \(number * 20) FROM snapshots")
            usleep(.random(in: 0...200_000))
            run.kill9()
            // What was sent before the kill may still be under way.
            let others = "pg_stat_activity WHERE application_name = 'evcam'"
            while try server.ask("SELECT count(*) FROM \(others)") != "0" {}
            for table in ["tasks", "workers", "task_history"] {
                let torn = "SELECT count(*) FROM \(table) WHERE epoch NOT IN (SELECT epoch FROM snapshots)"
                #expect(try server.ask(torn) == "0")
            }
            #expect(
                try server.ask(
                    """
                    WITH last AS (SELECT * FROM snapshots ORDER BY epoch DESC, sequence DESC LIMIT 1)
                    SELECT (SELECT count(*) FROM tasks t WHERE t.epoch = last.epoch AND t.revision > last.base_revision)
                        = last.changed AND (SELECT count(*) FROM tasks t WHERE t.epoch = last.epoch)
                        = last.tasks_in_memory FROM last
                    """) == "t")
            #expect(
                try server.ask(
                    """
                    SELECT count(*) FROM (SELECT base_revision, lag(revision, 1, 0) OVER
                    (PARTITION BY epoch ORDER BY sequence) AS before FROM snapshots) s WHERE base_revision <> before
                    """) == "0")
        }
        let run = try PostgresRun(server, speed: "max")
        #expect(run.end() == 0, "\(run.said)")
        try PostgresRun.compare(server)
    }
}
