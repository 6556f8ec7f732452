// SPDX-License-Identifier: Apache-2.0

import CameraABI
import CameraStage
import Foundation
import Glibc
import ServerFixtures
import Testing

@testable import SQLiteCamera

struct FileTests {
    private func shutter(_ number: UInt64, tasks: Int = 2) -> SnapshotBuilder {
        let snapshot = SnapshotBuilder(sequence: number, base: number - 1, revision: number)
        for index in 0..<tasks {
            snapshot.task("u\(number)-\(index)", revision: number) { $0.args = snapshot.arena.text(Self.text) }
        }
        return snapshot
    }

    private static let text = String(repeating: "x", count: 300)

    @Test func `the file says whose it is, and what it promises`() throws {
        let recording = try TestRecording()
        let camera = try recording.started()
        #expect(camera.shutter(shutter(1)) == EVCAM_OK)
        #expect(try recording.value("PRAGMA application_id") == "\(0x4556_4341)")
        #expect(try recording.value("PRAGMA user_version") == "1")
        #expect(try recording.value("PRAGMA journal_mode") == "wal")
        #expect(try recording.value("PRAGMA auto_vacuum") == "2")
        let indexes = "SELECT name FROM pragma_index_list('tasks') WHERE origin = 'c' ORDER BY name"
        #expect(try recording.lines(indexes) == ["tasks_failed", "tasks_name", "tasks_state", "tasks_worker"])
        camera.stop()
        #expect(try recording.files == ["recording.sqlite"])
    }

    @Test func `one recording has one writer, by whatever name`() throws {
        let recording = try TestRecording()
        let first = try recording.started()
        let link = recording.folder + "/link"
        #expect(symlink(recording.path, link) == 0)
        for path in [recording.path, link, recording.folder + "/./recording.sqlite"] {
            let second = try recording.camera(["path": path])
            #expect(second.start() == EVCAM_CONFIG)
            #expect(second.host.errors.last?.message.contains("is being written by another camera") == true)
        }
        #expect(first.shutter(shutter(1)) == EVCAM_OK)
        first.stop()
        let third = try recording.started(["path": link])
        #expect(third.shutter(shutter(2)) == EVCAM_OK)
        #expect(try recording.value("SELECT count(*) FROM tasks") == "4")
    }

    @Test func `readers are welcome at any time`() throws {
        let recording = try TestRecording()
        let camera = try recording.started()
        #expect(camera.shutter(shutter(1)) == EVCAM_OK)
        let reader = try SQLiteConnection(recording.path)
        #expect(try reader.rows("BEGIN; SELECT count(*) FROM tasks") == [["2"]])
        #expect(camera.shutter(shutter(2)) == EVCAM_OK)
        #expect(try reader.rows("SELECT count(*) FROM tasks; COMMIT") == [["2"]])
        #expect(try reader.rows("SELECT count(*) FROM tasks") == [["4"]])
    }

    @Test func `another program's transaction costs a RETRY`() throws {
        let recording = try TestRecording()
        let camera = try recording.started(["busy_timeout": "0s"])
        let other = try SQLiteConnection(recording.path)
        _ = try other.rows("BEGIN IMMEDIATE")
        #expect(camera.shutter(shutter(1)) == EVCAM_RETRY)
        #expect(camera.host.errors.last?.message.contains("another program is writing to it") == true)
        #expect(camera.cleanup(now: 1e9).result == EVCAM_RETRY)
        _ = try other.rows("COMMIT")
        #expect(camera.shutter(shutter(1)) == EVCAM_OK)
    }

    @Test func `waiting for another program ends when the host wants to end`() throws {
        let recording = try TestRecording()
        let camera = try recording.started(["busy_timeout": "60s"])
        let other = try SQLiteConnection(recording.path)
        _ = try other.rows("BEGIN IMMEDIATE")
        camera.host.isCancelled = true
        #expect(camera.shutter(shutter(1)) == EVCAM_RETRY)
    }

    @Test func `a file that was moved keeps what it has, and a new one is begun`() throws {
        let recording = try TestRecording()
        let camera = try recording.started()
        #expect(camera.shutter(shutter(1)) == EVCAM_OK)
        let moved = recording.folder + "/moved.sqlite"
        try FileManager.default.moveItem(atPath: recording.path, toPath: moved)
        #expect(camera.shutter(shutter(2)) == EVCAM_OK)
        #expect(camera.host.logs.last?.message.contains("was moved or deleted") == true)
        #expect(try recording.lines("SELECT uuid FROM tasks ORDER BY 1") == ["u2-0", "u2-1"])
        #expect(
            try TestRecording.rows("SELECT count(*) FROM tasks; PRAGMA integrity_check", in: moved) == [["2"], ["ok"]])
    }

    @Test func `a file that was deleted is begun anew`() throws {
        let recording = try TestRecording()
        let camera = try recording.started()
        #expect(camera.shutter(shutter(1)) == EVCAM_OK)
        for file in try recording.files { #expect(unlink(recording.folder + "/" + file) == 0) }
        #expect(camera.cleanup(now: 1_700_000_000).result == EVCAM_OK)
        #expect(camera.shutter(shutter(2)) == EVCAM_OK)
        #expect(try recording.lines("SELECT uuid FROM tasks ORDER BY 1") == ["u2-0", "u2-1"])
        #expect(try recording.files.contains("recording.sqlite-lock"))
    }

    @Test func `a recording of a newer evcam is refused, and left alone`() throws {
        let recording = try TestRecording()
        try recording.take(shutter(1))
        try recording.execute("PRAGMA user_version = 7")
        let camera = try recording.camera()
        #expect(camera.start() == EVCAM_CONFIG)
        let message = try #require(camera.host.errors.last?.message)
        #expect(message.contains("has version 7") && message.contains("knows version 1"), "\(message)")
        #expect(try recording.value("PRAGMA user_version") == "7")
    }

    @Test func `an older recording is brought up to date in one transaction`() throws {
        let recording = try TestRecording()
        try recording.take(shutter(1))
        let steps = RecordingTables.steps
        let database = try Database(path: recording.path, creates: false, wait: BusyWait(limit: 0) { false })
        #expect(throws: DatabaseError.self) {
            let broken =
                steps + ["CREATE TABLE next (a); UPDATE tasks SET name = 'new'", "INSERT INTO nowhere VALUES (1)"]
            try RecordingFile(database, steps: broken).prepare(history: false)
        }
        #expect(try recording.value("SELECT count(*) FROM sqlite_schema WHERE name = 'next'") == "0")
        #expect(try recording.lines("PRAGMA user_version; SELECT DISTINCT name FROM tasks") == ["1", "-"])
        let whole = steps + ["CREATE TABLE next (a)", "UPDATE tasks SET name = 'new'"]
        try RecordingFile(database, steps: whole).prepare(history: false)
        #expect(try recording.lines("PRAGMA user_version; SELECT DISTINCT name FROM tasks") == ["3", "new"])
        #expect(try recording.value("SELECT count(*) FROM tasks") == "2")
    }

    @Test func `a database of something else is refused, and left alone`() throws {
        let recording = try TestRecording()
        try recording.execute("CREATE TABLE books (title)")
        let camera = try recording.camera()
        #expect(camera.start() == EVCAM_CONFIG)
        #expect(camera.host.errors.last?.message.contains("is a database of something else (tables books)") == true)
        #expect(try recording.lines("PRAGMA journal_mode; SELECT name FROM sqlite_schema") == ["delete", "books"])
    }

    @Test func `a file that is no database is refused, and left alone`() throws {
        let recording = try TestRecording()
        let text = Data(String(repeating: "no database\n", count: 400).utf8)
        try text.write(to: URL(fileURLWithPath: recording.path))
        let camera = try recording.camera()
        #expect(camera.start() == EVCAM_CONFIG)
        #expect(camera.host.errors.last?.message.contains("\(recording.path) is no SQLite database") == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: recording.path)) == text)
    }

    @Test(arguments: ["/nowhere/at/all.sqlite", "/dev/null", "/tmp"])
    func `a path that cannot be is a configuration error`(path: String) throws {
        let camera = try TestRecording().camera(["path": path])
        #expect(camera.created == EVCAM_OK)
        #expect(camera.start() == EVCAM_CONFIG)
        let message = try #require(camera.host.errors.last?.message)
        #expect(message.contains(path) && message.contains("`path`"), "\(message)")
    }

    @Test func `a damaged file costs RETRY until it is moved away`() throws {
        let recording = try TestRecording()
        let first = try recording.started()
        for number in 1...20 { #expect(first.shutter(shutter(UInt64(number), tasks: 50)) == EVCAM_OK) }
        first.stop()
        var bytes = try Data(contentsOf: URL(fileURLWithPath: recording.path))
        // All pages but the first: the tables' roots among them.
        for index in 4096..<bytes.count { bytes[index] = 0xAB }
        try bytes.write(to: URL(fileURLWithPath: recording.path))
        // The page with the schema is whole, so that it opens.
        let camera = try recording.started()
        #expect(camera.shutter(shutter(21)) == EVCAM_RETRY)
        #expect(camera.host.errors.last?.message.contains("is damaged") == true)
        try FileManager.default.moveItem(atPath: recording.path, toPath: recording.path + ".damaged")
        #expect(camera.shutter(shutter(21)) == EVCAM_OK)
        #expect(try recording.value("SELECT count(*) FROM tasks") == "2")
    }

    private static let canMount: Bool = {
        let folder = NSTemporaryDirectory() + "/evcam-sqlite-mount-\(getpid())"
        mkdir(folder, 0o755)
        defer { rmdir(folder) }
        guard mount("tmpfs", folder, "tmpfs", 0, "size=64k") == 0 else { return false }
        return umount2(folder, Int32(MNT_DETACH)) == 0
    }()

    @Test(.enabled(if: canMount)) func `a full disk costs nothing but time`() throws {
        let recording = try TestRecording()
        #expect(mount("tmpfs", recording.folder, "tmpfs", 0, "size=1m") == 0)
        defer { umount2(recording.folder, Int32(MNT_DETACH)) }
        let camera = try recording.started()
        #expect(camera.shutter(shutter(1)) == EVCAM_OK)
        #expect(camera.shutter(shutter(2, tasks: 5_000)) == EVCAM_RETRY)
        #expect(camera.host.errors.last?.message.contains("no space left on its disk") == true)
        #expect(try recording.value("SELECT count(*) FROM tasks") == "2")
        #expect(mount("tmpfs", recording.folder, "tmpfs", UInt(MS_REMOUNT), "size=16m") == 0)
        #expect(camera.shutter(shutter(2, tasks: 5_000)) == EVCAM_OK)
        #expect(try recording.lines("SELECT count(*) FROM tasks; PRAGMA integrity_check") == ["5002", "ok"])
        camera.stop()
    }

    @Test(.enabled(if: canMount)) func `a folder that may only be read is a configuration error`() throws {
        let recording = try TestRecording()
        #expect(mount("tmpfs", recording.folder, "tmpfs", UInt(MS_RDONLY), "size=64k") == 0)
        defer { umount2(recording.folder, Int32(MNT_DETACH)) }
        let camera = try recording.camera()
        #expect(camera.start() == EVCAM_CONFIG)
        #expect(camera.host.errors.last?.message.contains("let this user write") == true)
    }

    @Test func `shutters can survive a loss of power`() throws {
        let recording = try TestRecording()
        try recording.take(shutter(1), ["sync": "full"])
        #expect(try recording.value("SELECT count(*) FROM tasks") == "2")
    }
}
