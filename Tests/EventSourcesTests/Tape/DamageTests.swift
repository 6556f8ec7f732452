// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import TestSupport
import Testing

@testable import EventSources

@Suite struct TapeDamageTests {
    let stage: TapeStage

    init() throws { stage = try TapeStage(inMemory: true) }

    @Test func `an end that is torn at any byte is cut off, and nothing else`() throws {
        let tape = try stage.open()
        var ends: [Int] = []
        for count in [1, 3, 2] {
            tape.writeNumbered(count)
            ends.append(try stage.bytes().count)
        }
        tape.close()
        let whole = try stage.bytes()
        let name = stage.segments[0]
        let header = try #require(whole.range(of: Array("{\"received\"".utf8))).lowerBound
        for length in header..<whole.count {
            try stage.replace(name, whole[..<length])
            let complaints = stage.log.lines.count
            let torn = try stage.open()
            let groups = ends.count { $0 <= length }
            #expect(torn.revision == [0, 1, 4, 6][groups])
            let left = groups == 0 ? header : ends[groups - 1]
            #expect(try stage.bytes() == Array(whole[..<left]))
            let complaint =
                length == left
                ? nil : "the tape's last \(length - left) bytes were never written to their end and were cut off"
            #expect(stage.log.lines.count == complaints + (complaint == nil ? 0 : 1))
            if let complaint { #expect(stage.log.lines.last?.contains(complaint) == true) }
            // It goes on as if nothing had been.
            torn.writeNumbered(2)
            torn.close()
            #expect(try stage.read().bodies == Array(1...Int(torn.revision)))
        }
        #expect(stage.reports.isEmpty)
    }

    @Test func `a segment without a whole beginning is put aside, and its name is free again`() throws {
        for length in [0, 1, 100] {
            let stage = try TapeStage()
            let first = try stage.open()
            first.writeNumbered(2)
            first.beginEpoch("second", revision: 2)
            first.writeNumbered(1)
            first.close()
            let name = try #require(stage.segments.last)
            try stage.replace(name, stage.bytes(name).prefix(length))
            let tape = try stage.open(epoch: "third")
            #expect(tape.revision == 2)
            #expect(stage.segments.count == 1)
            #expect(access("\(stage.path)/.damaged-\(name)", F_OK) == (length > 0 ? 0 : -1))
            tape.writeNumbered(1)
            tape.close()
            #expect(stage.segments.last == name)
            #expect(try stage.read().bodies == [1, 2, 3])
        }
    }

    @Test func `a flipped bit costs its group at most, and the revisions go on behind it`() throws {
        let tape = try stage.open()
        for _ in 0..<4 { tape.writeNumbered(2) }
        tape.close()
        let whole = try stage.bytes()
        let name = stage.segments[0]
        let header = try #require(whole.range(of: Array("{\"received\"".utf8))).lowerBound
        var reports = 0
        for place in whole.indices {
            var damaged = whole
            damaged[place] ^= 1 << UInt8(place % 8)
            try stage.replace(name, damaged)
            let read = try stage.read()
            let bodies = read.bodies
            // Some bits of a commit are not covered by a checksum, and not looked at either.
            if bodies == Array(1...8) {
                #expect(read.losses.values.allSatisfy { $0 == 1 })
            } else if place < whole.count * 9 / 10 {
                let lost = Set(1...8).subtracting(bodies).sorted()
                #expect(lost.count == 2 && lost[1] == lost[0] + 1 && lost[0] % 2 == 1)
                #expect(bodies == bodies.sorted())
                if let last = bodies.last, last > lost[0] {
                    #expect(read.losses == [.fileDamaged: 1])
                    #expect(read.batches.last?.base == UInt64(lost[1]))
                    // Without its header a tape is not known to have begun before.
                    #expect(read.missing == 2 || (lost[0] == 1 && place < header && read.missing == 0))
                }
            } else {
                #expect(bodies == [1, 2, 3, 4, 5, 6])
            }
            #expect(read.batches.last?.revision == UInt64(bodies.last ?? 0))
            reports = max(reports, stage.reports.count)
        }
        #expect(reports > 100)
        #expect(stage.reports.allSatisfy { $0.hasPrefix("\(stage.path)/\(name): ") })
    }

    @Test func `what stands between groups, or is missing from them, costs what it touches`() throws {
        let tape = try stage.open()
        for _ in 0..<6 { tape.writeNumbered(1) }
        tape.close()
        let whole = try stage.bytes()
        let commits = whole.indices.filter { whole[$0...].starts(with: Array("{\"tape\":{\"base\"".utf8)) }
        let ends = commits.map { (whole[$0...].firstIndex(of: 0x0A) ?? 0) + 1 }
        let name = stage.segments[0]

        // Rubbish of all sorts behind the group of message 2.
        let rubbish: [[UInt8]] = [
            [0x0A], Array(repeating: 0, count: 3_000_000), Array(whole[..<ends[0]]), Array("{\"tape\":".utf8),
        ]
        for rubbish in rubbish {
            try stage.replace(name, whole[..<ends[2]] + rubbish + whole[ends[2]...])
            let bodies = try stage.read().bodies
            #expect(bodies == [1, 2, 3, 4, 5, 6])
        }
        // A hole from the midst of message 2's group to the midst of message 4's.
        try stage.replace(name, whole[..<(ends[1] + 20)] + whole[(ends[3] + 25)...])
        let read = try stage.read()
        #expect(read.bodies == [1, 5, 6])
        #expect(read.missing == 3 && read.batches.map(\.base) == [0, 4])
        // A whole group is gone without a trace.
        try stage.replace(name, whole[..<ends[1]] + whole[ends[2]...])
        let gap = try stage.read()
        #expect(gap.bodies == [1, 3, 4, 5, 6])
        #expect(gap.missing == 1 && gap.batches.map(\.base) == [0, 2])
        #expect(stage.reports.last?.contains("the revisions 2 to 2 are missing before line 5") == true)
    }

    @Test func `damage in the midst of the last segment does not cut it off`() throws {
        var tape = try stage.open()
        for _ in 0..<4 { tape.writeNumbered(2) }
        tape.close()
        var bytes = try stage.bytes()
        let place = try #require(bytes.range(of: Array("{\"n\":3}".utf8))).lowerBound
        bytes[place] ^= 1
        try stage.replace(stage.segments[0], bytes)
        tape = try stage.open()
        #expect(tape.revision == 8 && stage.log.lines.isEmpty)
        tape.writeNumbered(1)
        var reports: [String] = []
        let read = try ReadTape(try tape.replay { reports.append($1) })
        #expect(read.bodies == [1, 2, 5, 6, 7, 8, 9])
        #expect(read.losses == [.fileDamaged: 1] && reports.count == 1)
    }

    @Test func `a middle segment that is missing, or ends too early, is named`() throws {
        let tape = try stage.open { $0.segmentBytes = 1 }
        for _ in 0..<4 { tape.writeNumbered(2) }
        tape.close()
        let names = stage.segments
        #expect(names.count == 4)
        try stage.replace(names[1], stage.bytes(names[1]).dropLast(10))
        let cut = try stage.read()
        #expect(cut.bodies == [1, 2, 5, 6, 7, 8])
        #expect(cut.losses == [.fileTruncated: 1, .fileDamaged: 1] && cut.missing == 2)
        unlink("\(stage.path)/\(names[1])")
        let missing = try stage.read()
        #expect(missing.bodies == [1, 2, 5, 6, 7, 8])
        #expect(missing.losses == [.fileDamaged: 1] && missing.missing == 2)
        #expect(stage.reports.last?.hasPrefix("\(stage.path)/\(names[2]): the revisions 3 to 4 are missing") == true)
    }

    @Test func `a tape that begins later begins with its first revision`() throws {
        let tape = try stage.open { $0.segmentBytes = 1 }
        for _ in 0..<4 { tape.writeNumbered(2) }
        tape.close()
        unlink("\(stage.path)/\(stage.segments[0])")
        let reopened = try stage.open()
        #expect(reopened.firstRevision == 3 && reopened.revision == 8 && reopened.epoch == "first")
        let read = try ReadTape(try reopened.replay { _, text in Issue.record("\(text)") })
        #expect(read.bodies == [3, 4, 5, 6, 7, 8] && read.batches.first?.base == 2)
        let later = try ReadTape(try reopened.replay(from: 6) { _, text in Issue.record("\(text)") })
        #expect(later.bodies == [5, 6, 7, 8])
    }

    @Test func `a folder of other files is no tape`() throws {
        try FileManager.default.createDirectory(atPath: stage.path, withIntermediateDirectories: true)
        try stage.replace("notes.ndjson", "{}\n".utf8)
        let error = #expect(throws: SourceError.self) { try stage.read() }
        #expect(error?.description.hasPrefix("there is no tape in '\(stage.path)'") == true)
        #expect(throws: SourceError.self) { try TapeReader(path: "/nowhere") { _, _ in } }
        let tape = try stage.open()
        tape.writeNumbered(1)
        tape.close()
        #expect(try stage.read().bodies == [1])
    }
}

extension Array<UInt8> {
    /// Where these bytes stand first.
    fileprivate func range(of other: [UInt8]) -> Range<Int>? {
        indices.first { self[$0...].starts(with: other) }.map { $0..<$0 + other.count }
    }
}
