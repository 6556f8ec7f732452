// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import ServerFixtures
import Testing

/// The built evcam, recording the bundled events with the postgres camera.
final class PostgresRun {
    /// Of the bundled recording, seconds.
    static let length = 24.5

    let server: PostgresServer
    private let process = Process()
    private let folder: String
    private var log: String { folder + "/log" }

    /// Starts it.
    init(
        _ server: PostgresServer, url: String? = nil, speed: String, freq: String = "1s",
        more: [String] = ["postgres.history=true"]
    ) throws {
        self.server = server
        folder = try FixtureFolder.make("postgres-evcam")
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            [
                "HOME=/nonexistent", BuiltEvcam.path, "record", "--replay", BuiltEvcam.recording, "--speed", speed,
                "--freq", freq, "--camera", "postgres", "-o", "postgres.url=\(url ?? server.url())",
            ] + more.flatMap { ["-o", $0] }
        guard FileManager.default.createFile(atPath: log, contents: nil), let file = FileHandle(forWritingAtPath: log)
        else { throw FixtureError("cannot write \(log)") }
        process.standardOutput = file
        process.standardError = file
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// What it has said so far.
    var said: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }
    /// Whether it still records.
    var isRunning: Bool { process.isRunning }

    /// Returns when the server answers `t`, or evcam has ended.
    func wait(until statement: String) {
        while process.isRunning, (try? server.ask(statement)) != "t" {}
    }

    /// Returns when evcam has said something.
    func wait(for text: String) { while process.isRunning, !said.contains(text) { usleep(10_000) } }

    /// Kills it.
    func kill9() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Waits for its end; answers its status.
    func end() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Each task's row, once, is what `evcam snapshot` says, which is what Celery says.
    static func compare(_ server: PostgresServer, _ location: SourceLocation = #_sourceLocation) throws {
        let output = try Shell.run("HOME=/nonexistent \(BuiltEvcam.path) snapshot \(BuiltEvcam.recording)")
        let state = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
        let tasks = try #require(state["tasks"] as? [[String: Any]])
        let rows = try server.ask(
            """
            SELECT jsonb_build_object(\(texts.map { "'\($0)', \($0)" }.joined(separator: ", "))) ||
            jsonb_build_object(\(times.map { "'\($0)', round(extract(epoch FROM \"\($0)\"), 3)" }.joined(separator: ", ")))
            FROM tasks
            """
        ).split(separator: "\n").map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:] }
        let recorded = Dictionary(grouping: rows) { $0["uuid"] as? String ?? "" }
        #expect(rows.count == tasks.count && tasks.count > 400, sourceLocation: location)
        for task in tasks {
            let row = try #require(recorded[task["uuid"] as? String ?? ""], sourceLocation: location)
            #expect(row.count == 1, sourceLocation: location)
            for field in texts { #expect(same(row[0][field], task[field]), "\(field)", sourceLocation: location) }
            for field in times {
                let (new, old) = (row[0][field] as? Double, task[field] as? Double)
                #expect(abs((new ?? -1) - (old ?? -1)) < 0.002, "\(field)", sourceLocation: location)
            }
        }
    }

    private static let texts = [
        "uuid", "args", "client", "clock", "exception", "exchange", "kwargs", "name", "parent_id", "result", "retries",
        "root_id", "routing_key", "runtime", "state", "traceback", "worker",
    ]
    private static let times = [
        "failed", "received", "rejected", "retried", "revoked", "sent", "started", "succeeded", "timestamp",
    ]

    private static func same(_ left: Any?, _ right: Any?) -> Bool {
        func plain(_ value: Any?) -> String {
            switch value {
            case let number as NSNumber: "\(number.doubleValue)"
            // A row holds no NUL.
            case let text as String: "'" + text.unicodeScalars.filter { $0.value != 0 }.map { "\($0)" }.joined() + "'"
            default: "null"
            }
        }
        // The two texts of a number may be read as neighbours.
        if let left = left as? Double, let right = right as? Double { return abs(left - right) <= abs(left) * 1e-12 }
        return plain(left) == plain(right)
    }
}
