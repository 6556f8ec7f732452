// SPDX-License-Identifier: Apache-2.0
import CeleryEvents
import ClusterState
import EventSources
import Foundation
import Testing

@testable import EvcamRuntime

/// Recordings of real workers with a piece cut out of them.
@Suite struct RecordedGapTests {
    /// A message, and how many events of main processes it has.
    private struct Message {
        var line: [UInt8]
        var received: Double
        var events: UInt64
        var starts: UInt64
    }

    private static func load(_ name: String) throws -> [Message] {
        let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures")
        let source = try ReplaySource(path: fixtures.appending(path: name).path, lineLimit: 1 << 20) { _, _ in }
        let batch = MessageBatch()
        var lines: [[UInt8]] = []
        while try source.receive(into: batch, maxMessages: 1_000, maxBytes: 1 << 20) == .messages {
            lines += batch.messages.map { batch.withUnsafeBytes(of: $0) { Array($0) } }
        }
        // First the main processes: those that send worker events.
        var pids: Set<String> = []
        func process(_ event: Event) -> String {
            let host = event[.hostname].map { String(decoding: $0.text, as: UTF8.self) } ?? ""
            return "\(host) \(event[.pid]?.integer ?? 0)"
        }
        for line in lines {
            _ = try decode(line) { event in if event.group == .worker { pids.insert(process(event)) } }
        }
        return try lines.map { line in
            var (events, starts): (UInt64, UInt64) = (0, 0)
            let received = try decode(line) { event in
                guard pids.contains(process(event)) else { return }
                guard event.group == .worker || event.group == .task && event.taskSubject != .custom else { return }
                events += 1
                if event.group == .task, event.taskSubject == .started { starts += 1 }
            }
            return Message(line: line, received: received, events: events, starts: starts)
        }
    }

    private static func decode(_ line: [UInt8], _ body: @escaping (Event) -> Void) throws -> Double {
        let decoder = EventDecoder { batch in for index in 0..<batch.count { body(batch[index]) } }
        let received = try (line + [UInt8](repeating: 0, count: EventDecoder.padding)).withUnsafeBytes {
            try decoder.decodeRecordingLine(UnsafeRawBufferPointer(rebasing: $0[..<line.count])).received
        }
        decoder.flush()
        return received
    }

    @Test(arguments: ["small.ndjson.gz", "small-amqp.ndjson.gz"])
    func `what is cut out of a recording lies within the bounds`(name: String) throws {
        let messages = try Self.load(name)
        let begin = try #require(messages.first?.received)
        var told = 0
        var bounded = 0
        for start in stride(from: 1.0, to: 22, by: 1.5) {
            for seconds in [0.2, 1, 4, 9] {
                let state = ClusterState()
                var receiver = EventReceiver(localize: false)
                let decoder = EventDecoder { batch in
                    receiver.receive(batch)
                    state.apply(batch)
                }
                var meter = GapMeter()
                meter.connected(at: begin, state: state)
                var (missed, starts): (UInt64, UInt64) = (0, 0)
                var (isLost, isFound) = (false, false)
                var (last, looked) = (begin, begin)
                for message in messages {
                    let time = message.received - begin
                    if time >= start, !isLost {
                        meter.disconnected(lastHeard: last, cause: "connection_lost", isKept: false, state: state)
                        isLost = true
                    }
                    if time >= start + seconds, !isFound {
                        meter.connected(at: begin + start + seconds, state: state)
                        isFound = true
                    }
                    if isLost, !isFound {
                        missed += message.events
                        starts += message.starts
                        continue
                    }
                    _ = try (message.line + [UInt8](repeating: 0, count: EventDecoder.padding)).withUnsafeBytes {
                        try decoder.decodeRecordingLine(UnsafeRawBufferPointer(rebasing: $0[..<message.line.count]))
                    }
                    decoder.flush()
                    last = message.received
                    if last - looked >= 1 {
                        looked = last
                        meter.observe(now: last, state: state)
                    }
                }
                if !isFound { meter.connected(at: begin + start + seconds, state: state) }
                for second in 1...100 { meter.observe(now: last + Double(second), state: state) }
                let gap = try #require(meter.gaps.first)
                #expect(gap.atLeast <= starts, "\(start) + \(seconds)")
                #expect(gap.atMost >= missed, "\(start) + \(seconds)")
                #expect(meter.lossCounts == ["connection_lost": 1])
                if gap.atLeast > 0 { told += 1 }
                if gap.atMost < .max { bounded += 1 }
            }
        }
        // The figures mean something: they are not all "between nothing and unknown".
        #expect(told > 0)
        #expect(bounded > 0)
    }
}
