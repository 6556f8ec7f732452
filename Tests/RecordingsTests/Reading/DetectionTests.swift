// SPDX-License-Identifier: Apache-2.0

import Recordings
import ServerFixtures
import Testing

/// What is no recording, or cannot be read, is refused with a sentence that helps.
@Suite struct DetectionTests {
    private static func refusal(_ address: String) -> RecordingError? {
        #expect(throws: RecordingError.self) { try RecordingSource.open(address) }
    }

    @Test func `files that are no recording`() throws {
        let folder = try SampleFolder()
        let path = folder.path
        #expect(Self.refusal(path + "/none")?.kind == .missing)
        #expect(Self.refusal(path + "/none")?.description.hasPrefix("there is no recording \(path)/none") == true)
        #expect(Self.refusal(path)?.description.contains("is a folder") == true)
        #expect(Self.refusal(try folder.write("", to: "empty"))?.description.contains("is empty") == true)
        let text = Self.refusal(try folder.write("hello\n", to: "text"))
        #expect(text?.kind == .unreadable)
        #expect(text?.description.contains("neither a database of the sqlite camera nor lines") == true)
        let events = try folder.write(
            #"{"received":1.5,"routing_key":"x","body":{"type":"worker-online"}}"# + "\n", to: "e")
        #expect(Self.refusal(events)?.description.contains("evcam record --replay \(events)") == true)
        #expect(Self.refusal("/dev/null")?.kind == .missing)
        #expect(Self.refusal("redis://localhost")?.description.contains("postgresql://") == true)
    }

    @Test func `databases that are no recording, or a newer one`() throws {
        let folder = try SampleFolder()
        try SampleDatabase.run("CREATE TABLE a (b)", at: folder.path + "/other")
        #expect(Self.refusal(folder.path + "/other")?.description.contains("no recording") == true)
        try SampleDatabase.run("CREATE TABLE djcelery_taskstate (b)", at: folder.path + "/django")
        #expect(Self.refusal(folder.path + "/django")?.description.contains("Django's table") == true)
        try SampleDatabase.run(SampleDatabase.sqliteSchema + "PRAGMA user_version = 99", at: folder.path + "/newer")
        let newer = Self.refusal(folder.path + "/newer")
        #expect(newer?.kind == .unreadable)
        #expect(newer?.description.contains("its schema is 99") == true)
        try folder.write("SQLite format 3\0 and nonsense that goes on for a while, and a while more", to: "torn")
        try Shell.run("printf 'SQLite format 3\\0nonsense' > \(folder.path)/torn")
        #expect(Self.refusal(folder.path + "/torn")?.kind == .unreadable)
    }

    @Test func `a database is read while a camera writes, and no file comes or goes`() throws {
        let folder = try SampleFolder()
        let path = folder.path + "/r.sqlite"
        let writer = try SampleDatabase(path)
        try writer.run(SampleDatabase.sqliteSchema)
        try writer.run("INSERT INTO tasks (uuid, state, timestamp) VALUES ('one', 'SUCCESS', 1)")
        let before = folder.names
        #expect(before == ["r.sqlite", "r.sqlite-shm", "r.sqlite-wal"])
        do {
            let recording = try RecordingSource.open(path)
            #expect(try recording.count(TaskQuery()) == 1)
            // The camera goes on, its transaction open or closed; the reader sees one moment.
            try writer.run("BEGIN IMMEDIATE; INSERT INTO tasks (uuid, state, timestamp) VALUES ('two', 'SUCCESS', 2)")
            #expect(try recording.count(TaskQuery()) == 1)
            #expect(try RecordingSource.open(path).count(TaskQuery()) == 1)
            try writer.run("COMMIT")
            #expect(try recording.count(TaskQuery()) == 1)
            #expect(try RecordingSource.open(path).count(TaskQuery()) == 2)
        }
        #expect(folder.names == before)
    }

    @Test func `a database that nobody has open is read without a trace`() throws {
        let folder = try SampleFolder()
        let path = folder.path + "/a?b %#.sqlite"
        try SampleDatabase.run(
            SampleDatabase.sqliteSchema + "INSERT INTO tasks (uuid, state) VALUES ('one', 'SUCCESS')", at: path)
        let recording = try RecordingSource.open(path)
        #expect(try recording.count(TaskQuery()) == 1)
        #expect(folder.names == ["a?b %#.sqlite"])
        // A camera that starts meanwhile is noticed: what was read may be of two moments.
        let writer = try SampleDatabase(path)
        try writer.run("INSERT INTO tasks (uuid, state) VALUES ('two', 'SUCCESS')")
        let error = #expect(throws: RecordingError.self) { try recording.count(TaskQuery()) }
        #expect(error?.description.contains("began to write") == true)
    }

    @Test func `what a kill left is read: the log counts, and stays`() throws {
        let folder = try SampleFolder()
        let writer = try SampleDatabase(folder.path + "/live")
        try writer.run(SampleDatabase.sqliteSchema)
        try writer.run("INSERT INTO tasks (uuid, state) VALUES ('one', 'SUCCESS')")
        try Shell.run("cd \(folder.path); for end in '' -wal -shm; do cp live$end left$end; done")
        let before = folder.names
        #expect(try RecordingSource.open(folder.path + "/left").count(TaskQuery()) == 1)
        #expect(folder.names == before)
        try Shell.run("rm \(folder.path)/left-shm")
        let error = #expect(throws: RecordingError.self) { try RecordingSource.open(folder.path + "/left") }
        #expect(error?.description.contains("copy all three together") == true)
    }
}
