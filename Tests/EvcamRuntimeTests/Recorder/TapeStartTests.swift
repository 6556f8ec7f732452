import EvcamRuntime
// SPDX-License-Identifier: Apache-2.0
import EventSources
import TestSupport
import Testing

/// Starts on a tape, at a broker that is not there.
struct TapeStartTests {
    private let stage: RecorderStage
    private var path: String { stage.folder.path + "/tape" }

    init() throws {
        stage = try RecorderStage()
        stage.configuration.replay = nil
        stage.configuration.broker = try BrokerConfiguration("redis://127.0.0.1:1")
        stage.configuration.tape = TapeConfiguration(path: stage.folder.path + "/tape")
        try stage.add("calm")
    }

    /// Writes lines as one group, which reaches that revision, and lets the camera have confirmed another.
    private func write(_ lines: String, revision: UInt64, cursor: UInt64) throws {
        let tape = try Tape(TapeSettings(path: path), epoch: "first", logger: stage.log.logger)
        defer { tape.close() }
        let batch = MessageBatch()
        for line in lines.split(separator: "\n") {
            var line = String(line)
            line.withUTF8 { batch.append(UnsafeRawBufferPointer($0), format: .recordingLine) }
        }
        for message in batch.messages { tape.append(message, of: batch, isDecodable: true) }
        tape.commit(revision: revision)
        tape.store(cursors: [("calm", cursor)])
    }

    private func stop(_ recorder: Recorder, at words: String) {
        let stop = recorder.stop
        stage.log.listen { if $0.contains(words) { stop() } }
    }

    @Test func `stopped while the tape is read, it takes no picture of half a state`() throws {
        // Read in pieces of 1024; what is in the second asks for the end.
        let lines = RecorderStage.tasks(500) + "{broken\n" + RecorderStage.tasks(500, from: 2000)
        try write(lines, revision: 3000, cursor: 1000)
        let recorder = try stage.recorder()
        stop(recorder, at: "passed over")
        let summary = recorder.run()
        #expect((1500..<3000).contains(summary.events) && summary.snapshots == 0 && summary.gaps.isEmpty)
        #expect(stage.shutters("calm").isEmpty)
        #expect(
            stage.log.lines.contains { $0.hasPrefix("notice stopped while the tape was read: no picture is taken") })
        let tape = try Tape(TapeSettings(path: path), epoch: "second", logger: stage.log.logger)
        defer { tape.close() }
        #expect(tape.epoch == "first" && tape.revision == 3000 && tape.cursor(of: "calm") == 1000)
    }

    @Test func `a tape that leads beyond its own revision begins an epoch, in which cameras get everything`() throws {
        // As written by an evcam that understood four of the nine events.
        try write(RecorderStage.tasks(3), revision: 4, cursor: 4)
        let recorder = try stage.recorder()
        stop(recorder, at: "no connection")
        _ = recorder.run()
        let warning = try #require(stage.log.lines.first { $0.contains("a new epoch begins") })
        #expect(warning.hasPrefix("warning the tape leads to revision 9 and says 4: "))
        #expect(stage.states("calm").count == 3)
        let first = try #require(stage.shutters("calm").first?.first)
        #expect(first.contains(" base=0 revision=9 ") && !first.contains(" epoch=first "), "\(first)")

        // Once is enough, and the camera goes on from there.
        let next = try stage.recorder()
        stop(next, at: "no connection")
        _ = next.run()
        #expect(stage.log.lines.filter { $0.contains("epoch") } == [warning])
        let last = try #require(stage.shutters("calm").last?.first)
        #expect(last.contains(" base=9 revision=9 "), "\(last)")
    }
}
