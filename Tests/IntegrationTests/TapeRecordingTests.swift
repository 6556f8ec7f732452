// SPDX-License-Identifier: Apache-2.0

import CeleryEvents
import ClusterState
import EvcamRuntime
import EventSources
import Foundation
import Logging
import Testing

/// A tape of a real cluster's messages, beside the recording that they come from.
@Suite struct TapeRecordingTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures")

    @Test(arguments: ["small.ndjson.gz", "small-amqp.ndjson.gz"])
    func `a tape is a recording that ends in the same state, also for Celery`(name: String) throws {
        let recording = Self.fixtures.appending(path: name)
        let folder = try TemporaryFolder()
        let tape = folder.url.appending(path: "tape")
        let segments = try record(recording, on: tape)
        #expect(segments.count > 3)

        var options = SnapshotReader.Options()
        options.every = 100
        options.celeryExact = true
        #expect(try reports(of: tape, options) == reports(of: recording, options))

        guard Python.path != nil else { return }
        let whole = folder.url.appending(path: "whole.ndjson")
        try segments.reduce(into: Data()) { $0 += try Data(contentsOf: $1) }.write(to: whole)
        let celerys = folder.url.appending(path: "celerys")
        try Python.run("celery_oracle.py", [whole.path, "--every", "100", "-o", celerys.path], in: folder.url)
        let ours = folder.url.appending(path: "ours")
        try reports(of: recording, options).write(to: ours)
        try Python.run("compare_snapshots.py", [ours.path, celerys.path], in: folder.url)
    }

    @Test func `the state's revisions are those of the tape`() throws {
        let folder = try TemporaryFolder()
        let path = folder.url.appending(path: "tape")
        try record(Self.fixtures.appending(path: "small.ndjson.gz"), on: path)
        let state = ClusterState()
        var receiver = EventReceiver(localize: false)
        let decoder = EventDecoder { batch in
            receiver.receive(batch)
            state.apply(batch)
        }
        let reader = try TapeReader(path: path.path) { _, text in Issue.record("\(text)") }
        let batch = MessageBatch()
        var checked = 0
        while try reader.receive(into: batch, maxMessages: 64, maxBytes: 1 << 20) == .messages {
            if let base = reader.baseRevision { #expect(base == state.revision) }
            for message in batch.messages { _ = try decoder.decodeRecordingLine(batch[message.bytes]) }
            decoder.flush()
            guard let revision = reader.revision else { continue }
            #expect(revision == state.revision)
            checked += 1
        }
        #expect(checked > 3 && state.eventCount == 1858)
    }

    /// Writes a recording's messages to a tape as a broker would have brought them.
    @discardableResult
    private func record(_ recording: URL, on folder: URL) throws -> [URL] {
        var settings = TapeSettings(path: folder.path)
        settings.segmentBytes = 100_000
        let tape = try Tape(settings, epoch: "epoch", logger: Logger(label: "tape") { SwiftLogNoOpLogHandler($0) })
        var revision: UInt64 = 0
        let decoder = EventDecoder { revision += UInt64($0.count) }
        let source = try ReplaySource(path: recording.path) { _, text in Issue.record("\(text)") }
        let lines = MessageBatch()
        let type = Array("application/json".utf8)
        while try source.receive(into: lines, maxMessages: 17, maxBytes: 1 << 20) == .messages {
            let batch = MessageBatch()
            for line in lines.messages {
                let text = lines[line.bytes]
                let start = try #require(text.firstRange(of: "\"body\": ".utf8)).upperBound
                let body = UnsafeRawBufferPointer(rebasing: text[start..<(text.count - 1)])
                var message = MessageBatch.Message(bytes: batch.copy(body), format: .body)
                message.contentType = type.withUnsafeBytes { batch.copy($0) }
                message.received = try decoder.decodeRecordingLine(text).received
                batch.messages.append(message)
            }
            decoder.flush()
            for message in batch.messages { tape.append(message, of: batch, isDecodable: true) }
            tape.commit(revision: revision)
        }
        tape.close()
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "ndjson" }.sorted { $0.path < $1.path }
    }
}
