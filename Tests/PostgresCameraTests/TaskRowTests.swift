// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import ServerFixtures
import Testing

@Suite struct TaskRowTests {
    @Test func `a task is a row with everything that is known of it`() throws {
        let database = try Database()
        let camera = try database.started()
        let snapshot = SnapshotBuilder()
        snapshot.padding = 24
        func text(_ text: String) -> evcam_string { snapshot.arena.text(text) }
        snapshot.task("u1", revision: 7, state: "FAILURE") { task in
            task.flags = EVCAM_TASK_READY | EVCAM_TASK_TRUNCATED
            (task.name, task.worker, task.client, task.hostname) = (text("n"), text("w"), text("c"), text("h"))
            (task.queue, task.exchange, task.routing_key) = (text("q"), text(""), text("r"))
            (task.root_id, task.parent_id) = (text("root"), text("parent"))
            (task.args, task.kwargs, task.result) = (text("(1,)"), text("{}"), text("res"))
            (task.exception, task.traceback) = (text("E('x')"), text("Traceback\n…"))
            (task.eta, task.expires) = (text("2026-01-02T03:04:05.678901+00:00"), text("never"))
            (task.retries, task.pid, task.clock, task.runtime) = (2, 77, 99, 0.25)
            (task.sent, task.received, task.started, task.succeeded) = (1, 2, 3, 4)
            (task.failed, task.retried, task.revoked, task.rejected) = (5, 6, 7, 8)
            (task.timestamp, task.local_received) = (1_700_000_000.123456, 1_700_000_001)
            snapshot.attributes([("x", { ($0.kind, $0.integer) = (EVCAM_VALUE_INT, 3) })], of: &task)
        }
        camera.take(snapshot)
        let columns = """
            uuid, name, state, worker, client, hostname, queue, exchange, routing_key, root_id, parent_id, args, kwargs,
            result, exception, traceback, retries, runtime, extract(epoch FROM eta), expires IS NULL,
            \(["sent", "received", "started", "succeeded", "failed", "retried", "revoked", "rejected"]
                .map { "extract(epoch FROM \($0))::int" }.joined(separator: ", ")),
            extract(epoch FROM "timestamp"), extract(epoch FROM local_received)::int, clock, pid, attributes, truncated,
            epoch, revision
            """
        #expect(
            try database.ask("SELECT \(columns) FROM tasks") == """
                u1|n|FAILURE|w|c|h|q||r|root|parent|(1,)|{}|res|E('x')|Traceback
                …|2|0.25|1767323045.678901|t|1|2|3|4|5|6|7|8|1700000000.123456|1700000001|99|77|\
                {"x": 3, "expires": "never"}|t|epoch-1|7
                """)
    }

    @Test func `the same snapshot twice changes nothing`() throws {
        let database = try Database()
        let camera = try database.started(["history": "true"])
        let snapshot = SnapshotBuilder()
        for number in 0..<10 { snapshot.task("u\(number)") { $0.succeeded = 5 } }
        snapshot.worker("w") { $0.active = 3 }
        camera.take(snapshot)
        let before = try database.dump() + database.ask("SELECT xmin, * FROM tasks ORDER BY uuid")
        camera.take(snapshot)
        let again = try database.started(["history": "true"])
        again.take(snapshot)
        #expect(try database.dump() + database.ask("SELECT xmin, * FROM tasks ORDER BY uuid") == before)
        #expect(try database.ask("SELECT count(*) FROM task_history") == "10")
        #expect(try database.ask("SELECT count(*) FROM worker_history") == "1")
    }

    @Test func `what was before never overwrites what is later`() throws {
        let database = try Database()
        let camera = try database.started()
        func take(_ epoch: String, _ revision: UInt64, _ state: String, _ sequence: UInt64) {
            let snapshot = SnapshotBuilder(epoch: epoch, sequence: sequence, revision: revision)
            snapshot.task("u", revision: revision, state: state)
            camera.take(snapshot)
        }
        take("b", 5, "STARTED", 1)
        take("b", 4, "SUCCESS", 2)
        #expect(try database.ask("SELECT state, epoch, revision FROM tasks") == "STARTED|b|5")
        take("a", 9, "SUCCESS", 1)
        #expect(try database.ask("SELECT state, epoch, revision FROM tasks") == "STARTED|b|5")
        take("c", 1, "SUCCESS", 1)
        #expect(try database.ask("SELECT state, epoch, revision FROM tasks") == "SUCCESS|c|1")
    }

    @Test func `a null never overwrites, and attributes of a run before stay`() throws {
        let database = try Database()
        let camera = try database.started()
        let first = SnapshotBuilder(epoch: "a")
        first.task("u", state: "RECEIVED") { task in
            task.name = first.arena.text("n")
            task.received = 1
            task.flags = EVCAM_TASK_TRUNCATED
            first.attributes(
                [
                    ("x", { ($0.kind, $0.integer) = (EVCAM_VALUE_INT, 1) }),
                    ("y", { ($0.kind, $0.integer) = (EVCAM_VALUE_INT, 1) }),
                ], of: &task)
        }
        camera.take(first)
        let second = SnapshotBuilder(epoch: "b")
        second.task("u", state: "SUCCESS") { task in
            task.result = second.arena.text("r")
            second.attributes([("y", { ($0.kind, $0.integer) = (EVCAM_VALUE_INT, 2) })], of: &task)
        }
        camera.take(second)
        #expect(
            try database.ask("SELECT name, state, result, received IS NULL, attributes, truncated FROM tasks")
                == #"n|SUCCESS|r|f|{"x": 1, "y": 2}|t"#)
    }

    @Test(arguments: [
        ("SUCCESS", "RECEIVED", Double.nan, "SUCCESS"), ("SUCCESS", "FAILURE", .nan, "SUCCESS"),
        ("FAILURE", "SUCCESS", .nan, "SUCCESS"), ("PROGRESS", "STARTED", .nan, "PROGRESS"),
        ("PROGRESS", "OTHER", .nan, "OTHER"), ("STARTED", "PROGRESS", .nan, "PROGRESS"),
        ("STARTED", "RETRY", .nan, "RETRY"), ("RETRY", "PENDING", .nan, "PENDING"),
        ("SUCCESS", "RECEIVED", 20, "RECEIVED"), ("STARTED", "RECEIVED", 5, "STARTED"),
        ("REVOKED", "STARTED", .nan, "REVOKED"), ("PENDING", "REJECTED", .nan, "REJECTED"),
    ])
    func `a state never falls back, but around retries`(
        old: String, new: String, retried: Double, expected: String
    ) throws {
        let database = try Database()
        let camera = try database.started()
        let first = SnapshotBuilder(epoch: "a")
        first.task("u", state: old) { ($0.timestamp, $0.retried) = (100, retried.isNaN ? .nan : 10) }
        camera.take(first)
        let second = SnapshotBuilder(epoch: "b")
        second.task("u", state: new) { task in
            (task.timestamp, task.received, task.retried) = (50, 50, retried)
            task.args = second.arena.text("()")
        }
        camera.take(second)
        let time = expected == new ? 50 : 100
        #expect(
            try database.ask(#"SELECT state, extract(epoch FROM "timestamp")::int, args, epoch FROM tasks"#)
                == "\(expected)|\(time)|()|b")
    }

    @Test func `a large delta is one transaction, and one round trip`() throws {
        let database = try Database()
        let relay = try Relay(to: database.server.port)
        defer { relay.stop() }
        let url = database.url.replacing(":\(database.server.port)", with: ":\(relay.port)")
        let camera = try database.started(["url": url, "notify": "evcam", "history": "true", "partitions": "month"])
        let first = SnapshotBuilder()
        for number in 0..<3_900 { first.task("u\(number)", state: "RECEIVED") { $0.received = 1_700_000_000 } }
        for number in 0..<100 { first.worker("w\(number)") }
        let turns = relay.turns
        camera.take(first)
        #expect(relay.turns == turns + 1)
        #expect(try database.ask("SELECT count(*), count(DISTINCT xmin::text) FROM tasks") == "3900|1")
        #expect(try database.ask("SELECT count(*) FROM task_history") == "3900")
        let second = SnapshotBuilder(sequence: 2, base: 1, revision: 2)
        second.task("u1", revision: 2)
        let before = camera.host.metrics["round_trips"] ?? 0
        camera.take(second)
        #expect(camera.host.metrics["round_trips"] == before + 1)
    }
}
