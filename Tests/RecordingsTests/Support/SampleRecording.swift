// SPDX-License-Identifier: Apache-2.0

import CSQLite
import Recordings
import ServerFixtures
import Testing

/// The same small recording in each of the three kinds, by the contract in docs/recordings.md.
struct SampleRecording {
    enum Kind: String, CaseIterable, CustomTestStringConvertible {
        case sqlite, postgres, jsonl
        var testDescription: String { rawValue }
    }

    typealias Row = [String: SampleValue]

    static let epoch = "20260102T030405.000000Z-aaaa"
    static let start = 1_767_322_800.0

    var tasks: [Row] = []
    var workers: [Row] = []
    var snapshots: [Row] = []
    var taskHistory: [Row] = []
    var workerHistory: [Row] = []

    /// A row of a task; the number makes its uuid and its time.
    static func task(_ number: Int, _ name: String, _ state: String, _ more: Row = [:]) -> Row {
        let time = start + Double(number)
        let digits = String(number)
        let uuid = String(repeating: "0", count: 8 - digits.count) + digits + "-0000-4000-8000-000000000000"
        var row: Row = [
            "uuid": .text(uuid), "name": .text(name), "state": .text(state), "timestamp": .time(time),
            "local_received": .time(time + 0.25), "received": .time(time - 0.5), "retries": 0,
            "clock": .integer(number),
            "epoch": .text(epoch), "revision": .integer(number),
        ]
        if state == "SUCCESS" { row["succeeded"] = .time(time) }
        if state == "FAILURE" { row["failed"] = .time(time) }
        return row.merging(more) { $1 }
    }

    /// Twelve tasks on two workers, with a gap and losses.
    static let shop: SampleRecording = {
        var sample = SampleRecording()
        for number in 1...6 {
            sample.tasks.append(
                task(
                    number, number % 2 == 0 ? "shop.pay" : "shop.mail", "SUCCESS",
                    ["worker": .text("w\(number % 2)@a"), "runtime": .number(Double(number) / 4), "result": "'ok'"]))
        }
        sample.tasks.append(
            task(
                7, "shop.pay", "FAILURE",
                [
                    "worker": "w0@a", "exception": "ValueError('out of \"stock\"')", "traceback": "line 1\nline 2",
                    "args": "(1, 'a,b')", "attributes": .json(#"{"attempt":2}"#), "truncated": true,
                ]))
        sample.tasks.append(
            task(8, "mail.send", "RETRY", ["worker": "w1@a", "exception": "OSError(5)", "retries": 3]))
        sample.tasks.append(task(9, "odd[1]*.x", "REVOKED", ["worker": "w1@a", "revoked": .time(start + 9)]))
        sample.tasks.append(
            task(10, "проект.задача", "CUSTOM", ["worker": "w0@a", "result": "\u{1B}[31m<b>\u{202E}"]))
        // The uuid of the next begins as another's: 00000011 and 0000001.
        sample.tasks.append(task(11, "shop.pay", "STARTED", ["started": .time(start + 11)]))
        var nameless = task(12, "", "PENDING")
        nameless["name"] = nil
        sample.tasks.append(nameless)
        for (name, alive) in [("w0@a", true), ("w1@a", false)] {
            sample.workers.append([
                "hostname": .text(name), "alive": .flag(alive), "offline": .flag(!alive), "active": 1, "processed": 6,
                "load1": 0.5, "load5": 0.25, "load15": 0.125, "last_heartbeat": .time(start + 10), "freq": 2.0,
                "sw_ident": "py-celery", "sw_ver": "5.6.3", "sw_sys": "Linux", "epoch": .text(epoch), "revision": 3,
            ])
        }
        for number in 1...3 {
            sample.snapshots.append([
                "cluster": "production", "epoch": .text(epoch), "sequence": .integer(number),
                "taken_at": .time(start + Double(number) * 4), "event_count": .integer(number * 10),
                "losses": .json(number == 3 ? #"{"undecodable":2}"# : "{}"),
                "gaps": .json(
                    number == 1
                        ? "[]"
                        : #"[{"cause":"connection_lost","from":\#(start + 5),"until":\#(start + 6),"at_least":3}]"#),
                "final": .flag(number == 3), "replay": false,
            ])
        }
        for (state, second) in [("RECEIVED", 6.5), ("STARTED", 6.75), ("FAILURE", 7)] {
            sample.taskHistory.append([
                "uuid": "00000007-0000-4000-8000-000000000000", "state": .text(state), "at": .time(start + second),
                "worker": "w0@a", "epoch": .text(epoch),
            ])
        }
        for second in 0..<3 {
            sample.workerHistory.append([
                "hostname": "w0@a", "at": .time(start + Double(second) * 4), "alive": .flag(second < 2), "active": 1,
                "load1": .number(0.5 + Double(second)),
            ])
        }
        return sample
    }()

    /// Makes the recording, for as long as the answer lives.
    func make(_ kind: Kind) throws -> StandingRecording {
        switch kind {
        case .sqlite:
            let folder = try SampleFolder()
            try SampleDatabase.run(sql(forPostgres: false), at: folder.path + "/recording.sqlite")
            return StandingRecording(address: folder.path + "/recording.sqlite", keeps: folder)
        case .postgres:
            let server = try SampleServer.shared.get()
            let database = SampleServer.newName()
            try server.ask("CREATE DATABASE \(database)")
            try server.ask(sql(forPostgres: true), in: database)
            return StandingRecording(address: server.url(of: database), keeps: server)
        case .jsonl:
            let folder = try SampleFolder()
            try folder.write(lines, to: "recording.jsonl")
            return StandingRecording(address: folder.path + "/recording.jsonl", keeps: folder)
        }
    }

    /// Everything as lines of the jsonl camera: tasks and workers with the last snapshot.
    var lines: String {
        var lines = snapshots.dropLast().map { Self.line("snapshot", $0) }
        lines += snapshots.suffix(1).map { Self.line("snapshot", $0) }
        lines += workers.map { worker in
            var worker = worker
            if case .time(let time) = worker.removeValue(forKey: "last_heartbeat") {
                worker["heartbeats"] = .json("[\(time)]")
            }
            for load in ["load1", "load5", "load15"] { worker[load] = nil }
            worker["loadavg"] = .json("[0.5,0.25,0.125]")
            return Self.line("worker", worker)
        }
        lines += tasks.map { task in
            var task = task
            task["epoch"] = nil
            return Self.line("task", task)
        }
        return lines.joined()
    }

    static func line(_ kind: String, _ row: Row) -> String {
        let members = row.sorted { $0.key < $1.key }.map { ",\"\($0.key)\":\($0.value.json)" }
        return "{\"kind\":\"\(kind)\"\(members.joined())}\n"
    }

    private func sql(forPostgres isPostgres: Bool) -> String {
        var text = isPostgres ? SampleDatabase.postgresSchema : SampleDatabase.sqliteSchema
        for (table, rows) in [
            ("tasks", tasks), ("workers", workers), ("snapshots", snapshots), ("task_history", taskHistory),
            ("worker_history", workerHistory),
        ] {
            for row in rows {
                let columns = row.keys.sorted()
                let values = columns.compactMap { row[$0]?.sql(forPostgres: isPostgres) }
                text +=
                    "INSERT INTO \(table) (\(columns.joined(separator: ", "))) "
                    + "VALUES (\(values.joined(separator: ", ")));\n"
            }
        }
        return text
    }
}
