// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport
import Testing

@testable import EventSources

@Suite struct TapeFailureTests {
    let stage: TapeStage

    init() throws { stage = try TapeStage() }

    @Test func `a second evcam is told who records there`() throws {
        let tape = try stage.open()
        let error = #expect(throws: SourceError.self) { try stage.open() }
        #expect(
            error?.description
                == "the tape '\(stage.path)' is being recorded by another evcam (pid \(getpid())); "
                + "stop that one, or name another folder after `tape:`")
        let probe = try TapeProbeProcess(["hold", stage.path])
        #expect(probe.readLine() == "refused: \(error?.description ?? "")")
        #expect(probe.end() == 1)
        // Reading needs no lock.
        tape.writeNumbered(2)
        #expect(try stage.read().bodies == [1, 2])
        tape.close()
        let holder = try TapeProbeProcess(["hold", stage.path])
        #expect(holder.readLine() == "holding 2")
        let other = #expect(throws: SourceError.self) { try stage.open() }
        #expect(other?.description.contains("(pid \(holder.pid))") == true)
        holder.closeInput()
        #expect(holder.end() == 0)
        #expect(try stage.open().revision == 2)
    }

    @Test func `what is in the way of the folder is named with the remedy`() throws {
        let file = try stage.folder.write("x".utf8, to: "file")
        expect(
            "\(file)/tape",
            "cannot make the folder '\(file)/tape': Not a directory; name a folder of its own after `tape:`")
        expect(file, "cannot make the folder '\(file)': Not a directory; name a folder of its own after `tape:`")
        #expect(throws: Never.self) {
            try Tape(TapeSettings(path: stage.path + "/a/b/c"), epoch: "e", logger: stage.log.logger)
        }
        var status = stat()
        #expect(stat(stage.path + "/a", &status) == 0 && status.st_mode & 0o777 == 0o700)
        expect(
            "/proc/tape", "cannot make the folder '/proc/tape': No such file or directory; check the path after `tape:`"
        )
    }

    @Test(.enabled(if: SmallFileSystem.isPossible)) func `a file system that is read only, or has no room, is named`()
        throws
    {
        let path = try SmallFileSystem(at: stage.folder.path + "/mounted", bytes: 64 << 10)
        defer { path.unmount() }
        expect(
            path.folder + "/tape",
            "cannot write '\(path.folder)/tape/.state': No space left on device; free some space, ")
        try path.makeReadOnly()
        expect(
            path.folder + "/other",
            "cannot make the folder '\(path.folder)/other': Read-only file system; "
                + "name a folder on a file system that can be written to")
    }

    @Test(.enabled(if: SmallFileSystem.isPossible))
    func `on a full disk the tape stops, and what was written is whole`() throws {
        let mounted = try SmallFileSystem(at: stage.folder.path + "/mounted", bytes: 1 << 20)
        defer { mounted.unmount() }
        var settings = TapeSettings(path: mounted.folder + "/tape")
        settings.segmentBytes = 300_000
        let bell = try Doorbell()
        var tape = try Tape(settings, epoch: "first", doorbell: bell, logger: stage.log.logger)
        let body = "{\"n\":1,\"text\":\"" + String(repeating: "x", count: 5000) + "\"}"
        var groups: UInt64 = 0
        while !tape.hasStopped, groups < 1000 {
            tape.write([SentMessage(body), SentMessage(body)])
            if !tape.hasStopped { groups += 1 }
        }
        #expect(groups > 50 && groups < 100 && tape.revision == 2 * groups && tape.writtenGroup == groups)
        #expect(tape.failure?.contains("No space left on device; free some space, or keep less (`tape: keep`)") == true)
        let complaint = "error the tape '\(settings.path)' has stopped: cannot write '\(settings.path)/0000"
        #expect(stage.log.lines.count { $0.hasPrefix(complaint) } == 1)
        #expect(tape.syncedGroup == .max && bell.silence())
        // Nobody waits for it, nothing more is written, and cursors are kept all the same.
        tape.writeNumbered(3)
        tape.sync()
        tape.store(cursors: [("camera", 2 * groups + 1000)])
        #expect(tape.revision == 2 * groups && tape.writtenGroup == groups)
        #expect(stage.log.lines.count { $0.hasPrefix("error") } == 1)
        tape.close()
        let reader = try TapeReader(path: settings.path) { _, text in Issue.record("\(text)") }
        #expect(try ReadTape(reader).lines.count == Int(2 * groups))

        // Still no room: the tape can be opened, and stops again at the first group.
        tape = try Tape(settings, epoch: "second", logger: stage.log.logger)
        #expect(tape.epoch == "second" && tape.cursor(of: "camera") == nil && tape.revision == 2 * groups)
        for _ in 0..<20 { tape.write([SentMessage(body)]) }
        #expect(tape.hasStopped)
        tape.close()

        try #require(unlink("\(settings.path)/00000000000000000001.ndjson") == 0)
        tape = try Tape(settings, epoch: "third", logger: stage.log.logger)
        #expect(tape.epoch == "third" && tape.revision >= 2 * groups)
        tape.write([SentMessage(body)])
        tape.sync()
        #expect(!tape.hasStopped)
        tape.close()
        #expect(try Tape(settings, epoch: "never", logger: stage.log.logger).epoch == "third")
    }

    @Test func `a limit on a file's size stops the tape, and the next start goes on in a new epoch`() throws {
        let probe = try TapeProbeProcess(["write", stage.path, "0.001", "\(64 << 20)", "500000"])
        var last = ""
        while let line = probe.readLine() { last = line }
        #expect(probe.end() == 0)
        let revision = try #require(last.hasPrefix("stopped ") ? UInt64(last.dropFirst(8)) : nil)
        #expect(revision > 500)
        #expect(try stage.bytes().count <= 500_000)
        #expect(try stage.read().bodies == Array(1...Int(revision)))
        let tape = try stage.open(epoch: "second")
        #expect(tape.revision == revision && tape.epoch == "second" && tape.cursor(of: "camera") == nil)
        #expect(
            stage.log.lines == [
                "warning the tape begins a new epoch, and cameras get everything again: "
                    + "the recording had gone on after the tape had stopped"
            ])
        tape.writeNumbered(1)
        #expect(stage.segments.count == 2)
    }

    private func expect(_ path: String, _ message: String) {
        let error = #expect(throws: SourceError.self) {
            try Tape(TapeSettings(path: path), epoch: "e", logger: stage.log.logger)
        }
        #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
    }
}
