// SPDX-License-Identifier: Apache-2.0
import CSQLite
import CameraABI
import CameraKit
import CameraStage
import Glibc
import SQLiteCamera

/// The sqlite camera beside a bare loop over its prepared statement, by turns, each into a file of its own.
///
/// Of every two shutters the first brings `tasks` new tasks with 330 bytes of text, and the second what became of them.
struct SQLiteBenchmark {
    let folder: String
    let tasks: Int
    let shutters: Int

    func run() throws {
        guard let entry = SQLiteCamera.entry(1, 0) else { return report("failed", 1) }
        let camera = StagedCamera(entry, options: ["path": folder + "/camera.sqlite"])
        let (database, writer) = try OpenRecording.bare(folder + "/bare.sqlite")
        guard camera.start() == EVCAM_OK else { return report("failed", 1) }
        var byCamera: [[Double]] = [[], []]
        var byLoop: [[Double]] = [[], []]
        for number in 0..<(2 * shutters) {
            let snapshot = picture(number)
            let rows = snapshot.changed.map(BoundTask.init)
            var isOK = true
            func loop() throws {
                let start = Clock.wall
                try database.transaction { for row in rows { isOK = row.write(with: writer.upsertTask.pointer) && isOK } }
                byLoop[number % 2].append(Clock.wall - start)
            }
            if number % 4 < 2 { try loop() }
            snapshot.lend { pointer in
                let start = Clock.wall
                isOK = camera.shutter(raw: pointer) == EVCAM_OK && isOK
                byCamera[number % 2].append(Clock.wall - start)
            }
            if number % 4 >= 2 { try loop() }
            guard isOK else { return report("failed", 1) }
        }
        camera.stop()
        for (kind, name) in ["insert", "update"].enumerated() {
            let (mine, bare) = (byCamera[kind].median, byLoop[kind].median)
            report("\(name)_camera_rows_per_s", Double(tasks) / mine)
            report("\(name)_bare_rows_per_s", Double(tasks) / bare)
            report("\(name)_ratio", bare / mine)
        }
        var status = stat()
        stat(folder + "/camera.sqlite", &status)
        report("bytes_per_task", Double(status.st_size) / Double(tasks * shutters))
    }

    private func picture(_ number: Int) -> SnapshotBuilder {
        let isDone = number % 2 == 1
        let snapshot = SnapshotBuilder(
            sequence: UInt64(number + 1), base: UInt64(number * tasks), revision: UInt64((number + 1) * tasks))
        let arena = snapshot.arena
        let state = arena.text(isDone ? "SUCCESS" : "STARTED")
        let args = arena.text("(" + String(repeating: "1", count: 130) + ")")
        let kwargs = arena.text("{'k': '" + String(repeating: "x", count: 57) + "'}")
        let result = arena.text("'" + String(repeating: "r", count: 128) + "'")
        let names = (0..<40).map { arena.text("shop.tasks.task\($0)") }
        let workers = (0..<50).map { arena.text("worker\($0)@host") }
        let queue = arena.text("celery")
        for index in 0..<tasks {
            let id = UInt64(number / 2 * tasks + index)
            snapshot.task(Self.uuid(id), revision: UInt64(number * tasks + index + 1), state: "") { task in
                task.state = state
                task.name = names[index % 40]
                task.worker = workers[index % 50]
                task.client = workers[0]
                task.hostname = task.worker
                task.queue = queue
                task.routing_key = queue
                task.root_id = task.uuid
                task.args = args
                task.kwargs = kwargs
                task.retries = 0
                task.clock = Int64(index)
                task.pid = 7
                (task.sent, task.received, task.started) = (1.7e9, 1.7e9 + 1, 1.7e9 + 2)
                task.timestamp = 1.7e9 + 2 + Double(number * tasks + index) / 1000
                task.local_received = task.timestamp
                if isDone {
                    task.succeeded = task.timestamp
                    task.runtime = 0.25
                    task.result = result
                }
            }
        }
        return snapshot
    }

    /// Spread as random ones are.
    private static func uuid(_ number: UInt64) -> String {
        let spread = String((number &* 0x9E37_79B9_7F4A_7C15) >> 32, radix: 16)
        let rest = String(number, radix: 16)
        func pad(_ text: String, _ width: Int) -> String { String(repeating: "0", count: width - text.count) + text }
        return "\(pad(spread, 8))-0000-4000-8000-\(pad(rest, 12))"
    }
}
