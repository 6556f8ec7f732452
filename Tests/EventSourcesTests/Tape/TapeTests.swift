// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport
import Testing

@testable import EventSources

@Suite struct TapeTests {
    let stage: TapeStage

    init() throws { stage = try TapeStage() }

    @Test func `what is written is read, in order and byte for byte`() throws {
        let messages = (1...500).map { number in
            SentMessage("{\"n\":\(number),\"text\":\"" + String(repeating: "é\\n🙂", count: number % 97) + "\"}")
        }
        let tape = try stage.open()
        for group in stride(from: 0, to: 500, by: 7) { tape.write(Array(messages[group..<min(group + 7, 500)])) }
        #expect(tape.revision == 500)
        tape.close()

        for (maxMessages, maxBytes) in [(1024, 1 << 20), (1, 1 << 20), (10, 1 << 20), (1024, 1), (1024, 5000)] {
            let read = try stage.read(maxMessages: maxMessages, maxBytes: maxBytes)
            let expected = messages.map { message in
                "{\"received\":1795415286.924266,\"routing_key\":\"task.multi\",\"body\":"
                    + String(decoding: message.body, as: UTF8.self) + "}"
            }
            #expect(read.lines == expected)
            #expect(read.losses.isEmpty && read.missing == 0)
            // Header and its commit before them, and a commit behind each seven.
            let numbers: [UInt64] = (0..<500).map { $0 + $0 / 7 + 3 }
            #expect(read.numbers == numbers)
        }
        #expect(stage.log.lines.isEmpty)
    }

    @Test func `each batch says which revisions it has`() throws {
        let tape = try stage.open()
        for count in [3, 2, 4] { tape.writeNumbered(count) }
        tape.close()
        let whole = try stage.read().batches
        #expect(whole.map(\.base) == [0] && whole.map(\.revision) == [9] && whole.map(\.count) == [9])
        let pieces = try stage.read(maxMessages: 2).batches
        #expect(pieces.map(\.base) == [0, nil, nil, nil, nil])
        #expect(pieces.map(\.revision) == [nil, nil, nil, nil, 9])
        #expect(pieces.map(\.count) == [2, 2, 2, 2, 1])
        let groups = try stage.read(maxMessages: 3).batches
        #expect(groups.map(\.base) == [0, 3, nil])
        #expect(groups.map(\.revision) == [3, nil, 9])
    }

    @Test func `a clearing stands where it was, and counts`() throws {
        let tape = try stage.open()
        tape.append([SentMessage("{\"n\":1}")], isDecodable: true)
        tape.appendClear(received: 1_795_415_300)
        tape.append([SentMessage("{\"n\":2}")], isDecodable: true)
        tape.commit(revision: 3)
        tape.appendClear(received: 1_795_415_301)
        tape.commit(revision: 4)
        tape.close()
        #expect(try stage.read().lines.map { $0 == "clear" } == [false, true, false, true])
        #expect(try stage.read().batches.map(\.revision) == [4])
        #expect(try stage.read().clearings == [1_795_415_300, 1_795_415_301])
        #expect(try stage.read(since: 1_795_415_300.5).lines == ["clear"])
    }

    @Test func `a tape goes on where it ended`() throws {
        var tape = try stage.open(epoch: "one")
        #expect(tape.epoch == "one" && tape.revision == 0 && tape.firstRevision == 1)
        #expect(tape.extent.segments == 0)
        tape.writeNumbered(3)
        tape.close()
        tape = try stage.open(epoch: "two")
        #expect(tape.epoch == "one" && tape.revision == 3 && tape.firstRevision == 1)
        tape.writeNumbered(2)
        tape.close()
        #expect(stage.segments == ["00000000000000000001.ndjson"])
        #expect(try stage.read().bodies == [1, 2, 3, 4, 5])
        #expect(stage.log.lines.isEmpty)
    }

    @Test func `an empty group is not written`() throws {
        let tape = try stage.open()
        #expect(tape.commit(revision: 0) == 0)
        #expect(tape.commit(revision: 7) == 0)
        #expect(tape.revision == 0 && stage.segments.isEmpty)
        tape.writeNumbered(1)
        #expect(tape.commit(revision: 1) == 1 && tape.writtenGroup == 1)
    }

    @Test func `after sync everything is on the disk, and the doorbell has rung`() throws {
        let bell = try Doorbell()
        let tape = try Tape(TapeSettings(path: stage.path), epoch: "e", doorbell: bell, logger: stage.log.logger)
        tape.writeNumbered(4)
        tape.sync()
        #expect(tape.syncedRevision == 4 && tape.syncedGroup == 1)
        #expect(bell.silence())
        tape.sync()
        #expect(!bell.silence())
    }

    @Test func `with sync 0 a commit waits for the disk`() throws {
        let tape = try stage.open { $0.sync = 0 }
        for count in 1...5 {
            tape.writeNumbered(count)
            #expect(tape.syncedRevision == tape.revision && tape.syncedGroup == UInt64(count))
        }
    }

    @Test func `what is written is on the disk soon, without being asked for`() throws {
        let bell = try Doorbell()
        let tape = try Tape(TapeSettings(path: stage.path), epoch: "e", doorbell: bell, logger: stage.log.logger)
        tape.writeNumbered(4)
        var waited = pollfd(fd: bell.fileDescriptor, events: Int16(POLLIN), revents: 0)
        #expect(poll(&waited, 1, 60_000) == 1)
        #expect(tape.syncedRevision == 4)
    }

    @Test func `cursors are kept, cameras that are not named are forgotten`() throws {
        var tape = try stage.open()
        #expect(tape.cursor(of: "history") == nil)
        tape.writeNumbered(9)
        tape.store(cursors: [("history", 7), ("screen", 9), (".sequence", 1000)])
        tape.store(cursors: [("history", 8), (".sequence", 1001)])
        #expect(tape.cursor(of: "history") == 8 && tape.cursor(of: "screen") == nil)
        tape.close()
        tape = try stage.open(epoch: "second")
        #expect(tape.cursor(of: "history") == 8 && tape.cursor(of: "screen") == nil)
        #expect(tape.cursor(of: ".sequence") == 1001)
        #expect(tape.epoch == "first")
    }

    @Test func `cursors beyond the tape, a lost state file or lost segments begin a new epoch`() throws {
        func reopen(_ epoch: String, _ change: () throws -> Void) throws {
            var tape = try stage.open(epoch: "before " + epoch)
            tape.writeNumbered(3)
            tape.store(cursors: [("history", tape.revision)])
            let (before, revision) = (tape.epoch, tape.revision)
            tape.close()
            try change()
            tape = try stage.open(epoch: epoch)
            #expect(tape.epoch == epoch && tape.cursor(of: "history") == nil && before != epoch)
            #expect(tape.revision <= revision)
            tape.writeNumbered(1)
            tape.close()
            #expect(stage.log.lines.last?.hasPrefix("warning the tape begins a new epoch") == true)
            tape = try stage.open(epoch: "never")
            #expect(tape.epoch == epoch)
            tape.close()
        }
        try reopen("short") { try stage.replace(stage.segments.last, stage.bytes(stage.segments.last).dropLast(1)) }
        try reopen("no state") { unlink(stage.path + "/.state") }
        try reopen("damaged state") {
            try Data(repeating: 1, count: 200).write(to: URL(fileURLWithPath: stage.path + "/.state"))
        }
        try reopen("no segments") { for segment in stage.segments { unlink("\(stage.path)/\(segment)") } }
    }

    @Test func `an epoch that is asked for begins with a segment of its own`() throws {
        var tape = try stage.open()
        tape.writeNumbered(3)
        tape.store(cursors: [("history", 3)])
        tape.beginEpoch("later", revision: 10)
        #expect(tape.epoch == "later" && tape.cursor(of: "history") == nil)
        tape.writeNumbered(2)
        tape.close()
        #expect(stage.segments == ["00000000000000000001.ndjson", "00000000000000000011.ndjson"])
        let read = try stage.read()
        #expect(read.bodies == [1, 2, 3, 11, 12])
        #expect(read.batches.map(\.base) == [0, 10] && read.missing == 0 && read.losses.isEmpty)
        tape = try stage.open(epoch: "never")
        #expect(tape.epoch == "later" && tape.revision == 12)
    }

    @Test func `an epoch that nothing was written in goes on all the same`() throws {
        let tape = try stage.open()
        tape.writeNumbered(3)
        tape.beginEpoch("later", revision: 10)
        tape.store(cursors: [("history", 10)])
        tape.close()
        let next = try stage.open(epoch: "never")
        #expect(next.epoch == "later" && next.revision == 10 && next.cursor(of: "history") == 10)
        next.writeNumbered(1)
        next.close()
        #expect(try stage.read().bodies == [1, 2, 3, 11])
    }

    @Test func `a group written after the end is nowhere`() throws {
        let tape = try stage.open()
        tape.writeNumbered(1)
        tape.close()
        tape.writeNumbered(1)
        tape.sync()
        tape.close()
        #expect(tape.revision == 1)
        #expect(try stage.read().bodies == [1])
    }

    @Test func `lines of a recording are kept as they are, marks of another tape are left out`() throws {
        let tape = try stage.open()
        let batch = MessageBatch()
        for var line in [
            "{\"received\":1,\"body\":{\"n\":1}}", "{\"tape\":{\"clear\":true},\"received\":1,\"body\":[]}",
        ] {
            line.withUTF8 { batch.append(UnsafeRawBufferPointer($0), format: .recordingLine) }
        }
        for message in batch.messages { tape.append(message, of: batch, isDecodable: true) }
        tape.commit(revision: 1)
        tape.close()
        #expect(try stage.read().lines == ["{\"received\":1,\"body\":{\"n\":1}}"])
    }

    @Test func `a tape is a recording: every line has a time and a body`() throws {
        let tape = try stage.open { $0.segmentBytes = 300 }
        for _ in 0..<5 { tape.writeNumbered(2) }
        tape.write([SentMessage([1, 2, 3]) { $0.contentType = Array("application/x-msgpack".utf8) }])
        tape.appendClear(received: 1)
        tape.commit(revision: 13)
        tape.close()
        let replayed = try Replayed(stage.path, lineLimit: 1 << 20, readSize: 4096)
        var bodies = 0
        for line in replayed.lines {
            let text = line.drop { $0 != "{" }
            let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            #expect(object["received"] is Double)
            let body = try #require(object["body"])
            if object["tape"] == nil { bodies += 1 } else { #expect((body as? [Any])?.isEmpty == true) }
        }
        #expect(bodies == 11)
        #expect(replayed.losses.isEmpty)
    }
}
