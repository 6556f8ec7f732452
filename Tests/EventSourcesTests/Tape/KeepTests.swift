// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization
import TestSupport
import Testing

@testable import EventSources

@Suite struct TapeKeepTests {
    let stage: TapeStage

    init() throws { stage = try TapeStage(inMemory: true) }

    @Test func `segments follow each other by size, and are named by their first revisions`() throws {
        let tape = try stage.open { $0.segmentBytes = 1000 }
        for _ in 0..<12 { tape.writeNumbered(3) }
        #expect(tape.extent.segments == stage.segments.count && stage.segments.count > 3)
        #expect(try tape.extent.bytes == stage.segments.reduce(0) { try $0 + stage.bytes($1).count })
        tape.close()
        for name in stage.segments {
            let bytes = try stage.bytes(name)
            #expect(bytes.count <= 1000)
            let header = bytes.prefix { $0 != 0x0A }.map { $0 }.withUnsafeBytes { SegmentHeader($0) }
            #expect(header?.revision == Segment(name: name)?.firstRevision)
        }
        #expect(try stage.read().bodies == Array(1...36))
        #expect(try stage.read().numbers.filter { $0 == 3 }.count == stage.segments.count)
    }

    @Test func `a segment is numbered on after a restart`() throws {
        for number in 1...3 {
            let tape = try stage.open { $0.segmentBytes = 1 }
            tape.writeNumbered(1)
            tape.close()
            let header = try stage.bytes(stage.segments.last).prefix { $0 != 0x0A }.map { $0 }
            #expect(header.withUnsafeBytes { SegmentHeader($0) }?.segment == UInt64(number))
        }
    }

    @Test func `segments without events have names in order too`() throws {
        let tape = try stage.open { $0.segmentBytes = 1 }
        tape.writeNumbered(1)
        for _ in 0..<3 {
            tape.append([SentMessage("[]")])
            tape.commit(revision: 1)
        }
        tape.writeNumbered(1)
        tape.writeNumbered(1)
        tape.close()
        #expect(
            stage.segments == [
                "00000000000000000001.ndjson", "00000000000000000002.ndjson", "00000000000000000002_000001.ndjson",
                "00000000000000000002_000002.ndjson", "00000000000000000002_000003.ndjson",
                "00000000000000000003.ndjson",
            ])
        #expect(try stage.read().lines.count == 6)
        #expect(try stage.open().revision == 3)
    }

    @Test func `the oldest segments go once all have more bytes than are kept`() throws {
        let tape = try stage.open {
            $0.keepBytes = 16_000
            $0.sync = 0
        }
        var revisions: [UInt64] = []
        for _ in 0..<400 {
            tape.writeNumbered(5)
            revisions.append(tape.firstRevision)
        }
        #expect(revisions == revisions.sorted())
        tape.close()
        let total = try stage.segments.reduce(0) { try $0 + stage.bytes($1).count }
        // A segment is an eighth of what is kept.
        #expect(total <= 16_000 + 2000 && total >= 12_000)
        let bodies = try stage.read().bodies
        #expect(bodies == Array(Int(tape.firstRevision)...2000) && tape.firstRevision > 1000)
        #expect(stage.reports.isEmpty)
    }

    @Test func `segments go once they are older than what is kept`() throws {
        let clock = ManualClock()
        stage.clock = { clock.now }
        var tape = try stage.open {
            $0.keepDuration = 16
            $0.sync = 0
        }
        for _ in 0..<100 {
            tape.writeNumbered(1)
            clock.advance(0.5)
        }
        // The thread looks each time something was written; the last look was before the clock's last step.
        tape.close()
        let kept = try stage.read().bodies
        #expect(kept.last == 100 && (33...37).contains(kept.count))

        // What an earlier run has left grows old too.
        clock.advance(1_000_000)
        tape = try stage.open {
            $0.keepDuration = 16
            $0.sync = 0
        }
        tape.writeNumbered(1)
        tape.writeNumbered(1)
        tape.close()
        #expect(try stage.read().bodies.last == 102)
        #expect(stage.segments.count <= 2)
    }

    @Test func `the segment in use is never deleted`() throws {
        let tape = try stage.open {
            $0.keepBytes = 1
            $0.keepDuration = 0
            $0.sync = 0
        }
        for number in 1...5 {
            tape.writeNumbered(2)
            #expect(stage.segments.last == Segment(firstRevision: UInt64(2 * number - 1), part: 0).name)
        }
        tape.close()
        #expect(try stage.read().bodies.suffix(2) == [9, 10])
    }

    @Test func `more to keep than there is room is warned of`() throws {
        let tape = try stage.open { $0.keepBytes = 1 << 60 }
        tape.close()
        #expect(stage.log.lines.contains { $0.contains("is to keep 1152921504606846976 bytes, but the file system") })
    }
}

/// A clock that goes only when it is told to.
private final class ManualClock: Sendable {
    private let bits = Atomic<UInt64>(Double(1_795_415_286).bitPattern)

    var now: Double { Double(bitPattern: bits.load(ordering: .acquiring)) }

    func advance(_ seconds: Double) { bits.store((now + seconds).bitPattern, ordering: .releasing) }
}
