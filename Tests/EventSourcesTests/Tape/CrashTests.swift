// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport
import Testing

@testable import EventSources

@Suite struct TapeCrashTests {
    @Test func `after a kill -9 at any moment everything written is there, in order and whole`() throws {
        let stage = try TapeStage()
        var expected: UInt64 = 0
        var random = SystemRandomNumberGenerator()
        for round in 0..<8 {
            let sync = round % 3 == 0 ? "0" : "0.003"
            let probe = try TapeProbeProcess(["write", stage.path, sync, "200000"])
            #expect(probe.readLine() == "from \(expected)")
            var synced = expected
            // Killed after some of its lines, and a moment later than that: anywhere in its work.
            for _ in 0..<Int.random(in: 1...20, using: &random) {
                guard let line = probe.readLine(), line.hasPrefix("synced ") else { break }
                synced = try #require(UInt64(line.dropFirst(7)))
            }
            usleep(.random(in: 0...3000, using: &random))
            kill(probe.pid, SIGKILL)
            while let line = probe.readLine() {
                if line.hasPrefix("synced ") { synced = try #require(UInt64(line.dropFirst(7))) }
            }
            #expect(probe.end() == 128 + SIGKILL)

            // As another evcam reads it while nobody has repaired anything, and as the next one finds it.
            #expect(try stage.read().lines.count >= Int(synced))
            let tape = try stage.open(epoch: "never") { $0.segmentBytes = 200_000 }
            #expect(tape.revision >= synced && tape.epoch == "probe")
            #expect((tape.cursor(of: "camera") ?? 0) <= tape.revision)
            if let cursor = tape.cursor(of: "camera") { #expect(cursor >= expected / 2) }
            let read = try ReadTape(try tape.replay { _, text in Issue.record("\(text)") })
            #expect(read.bodies == Array(1...Int(tape.revision)))
            #expect(read.losses.isEmpty && read.missing == 0)
            expected = tape.revision
            tape.close()
        }
        #expect(expected > 1000 && stage.segments.count > 1)
        #expect(stage.reports.isEmpty)
        #expect(stage.log.lines.allSatisfy { $0.contains("were never written to their end and were cut off") })
    }

    @Test func `a tape that is being recorded is read up to its last commit, across segments`() throws {
        let stage = try TapeStage()
        let probe = try TapeProbeProcess(["write", stage.path, "0.01", "100000"])
        defer {
            kill(probe.pid, SIGKILL)
            probe.end()
        }
        while let line = probe.readLine(), !line.hasPrefix("synced") {}
        let reader = try TapeReader(path: stage.path) { _, text in Issue.record("\(text)") }
        let batch = MessageBatch()
        var next: UInt64 = 1
        var ends = 0
        while next < 20_000 {
            switch try reader.receive(into: batch, maxMessages: 100, maxBytes: 1 << 20, timeout: nil) {
            case .messages:
                for message in batch.messages {
                    let wanted = "\"body\":{\"n\":\(next),"
                    if !batch.text(message.bytes).contains(wanted) { Issue.record("\(wanted) is missing") }
                    next += 1
                }
                if let revision = reader.revision { #expect(revision == next - 1) }
            case .ended:
                ends += 1
                // It has caught up with the writer.
                _ = probe.readLine()
            default: Issue.record("a tape is read without waiting")
            }
        }
        #expect(reader.losses.isEmpty)
    }

    @Test func `a reader that is slower than the deletion goes on behind it, and says so`() throws {
        let stage = try TapeStage()
        let tape = try stage.open {
            $0.segmentBytes = 1
            $0.keepBytes = 2000
            $0.sync = 0
        }
        tape.writeNumbered(2)
        tape.writeNumbered(2)
        var reports: [String] = []
        let reader = try TapeReader(path: stage.path) { reports.append($1) }
        let batch = MessageBatch()
        #expect(try reader.receive(into: batch, maxMessages: 2, maxBytes: 1 << 20) == .messages)
        for _ in 0..<50 { tape.writeNumbered(2) }
        tape.close()
        let read = try ReadTape(reader)
        #expect(read.bodies.last == 104 && read.bodies.first ?? 0 > 80)
        #expect(read.missing == UInt64(read.bodies.first ?? 0) - 3)
        #expect(reports.first?.hasSuffix("it was deleted before it was read, since no more is to be kept") == true)
        #expect(reports.last?.contains("the revisions 3 to") == true)
    }

    @Test func `reading begins with the segment that holds a time`() throws {
        let stage = try TapeStage()
        let tape = try stage.open { $0.segmentBytes = 1 }
        // Segments are told by when they were begun, messages by when they were received.
        let start = tape.revision
        var times: [Double] = []
        for number in 1...10 {
            let received = WallClockForTests.microseconds()
            times.append(received)
            tape.write([SentMessage("{\"n\":\(number)}") { $0.received = received }])
        }
        tape.close()
        #expect(start == 0)
        for (index, time) in times.enumerated() {
            let read = try stage.read(since: time)
            #expect(read.bodies == Array(index + 1...10))
            #expect(read.losses.isEmpty && read.missing == 0)
        }
        #expect(try stage.read(since: 0).bodies == Array(1...10))
        #expect(try stage.read(since: .infinity).lines.isEmpty)
    }
}

/// Times as a broker's source gives them: of whole microseconds, each later than the one before.
private enum WallClockForTests {
    static func microseconds() -> Double {
        usleep(1000)
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec * 1_000_000 + time.tv_nsec / 1000) / 1e6
    }
}
