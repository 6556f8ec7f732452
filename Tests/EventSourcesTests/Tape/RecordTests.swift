// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import EventSources

@Suite struct TapeRecordTests {
    @Test func `a record comes back as it was written`() throws {
        let record = TapeRecord(epoch: "e 1%\n", isBeyond: true, cursors: [("a b", 7), ("", 0), ("c\n%41", .max)])
        let text = record.text(sequence: 9)
        let read = try #require(TapeRecord.read(text + Array("rubbish".utf8)))
        #expect(read.record == record && read.sequence == 9)
    }

    @Test func `a record with any byte changed or missing is none`() {
        let record = TapeRecord(epoch: "epoch", cursors: [("camera", 12_345)])
        let text = record.text(sequence: 1)
        for index in text.indices {
            var changed = text
            changed[index] ^= 1
            #expect(TapeRecord.read(changed)?.record ?? record == record)
            if index < text.count - 10 { #expect(TapeRecord.read(changed) == nil) }
            #expect(TapeRecord.read(Array(text[..<index])) == nil)
        }
    }

    @Test func `the file holds the last record, and the one before if that is torn`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/.state"
        try write(1...3, to: path)
        #expect(try RecordFile(path: path).record?.cursors.map(\.revision) == [3])

        var bytes = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
        #expect(bytes.count == 2 * RecordFile.slotBytes)
        let slots = [0, RecordFile.slotBytes].map { TapeRecord.read(Array(bytes[$0...])) }
        let newest = (slots[0]?.sequence ?? 0) > (slots[1]?.sequence ?? 0) ? 0 : RecordFile.slotBytes
        bytes[newest + 20] ^= 0xFF
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        #expect(try RecordFile(path: path).record?.cursors.map(\.revision) == [2])

        try Data(bytes.map { _ in 0 }).write(to: URL(fileURLWithPath: path))
        let file = try RecordFile(path: path)
        #expect(file.record == nil && file.isDamaged)
    }

    @Test func `a record that is not surely on the disk never replaces one that is`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/.state"
        let file = try RecordFile(path: path)
        try file.allocate()
        try file.replace(TapeRecord(epoch: "e", cursors: [("c", 1)]))
        file.settle(file.unsettled.sequence)
        for revision in 2...5 { try file.replace(TapeRecord(epoch: "e", cursors: [("c", UInt64(revision))])) }
        let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
        let found = [0, RecordFile.slotBytes].compactMap { TapeRecord.read(Array(bytes[$0...])) }
        #expect(Set(found.flatMap { $0.record.cursors.map(\.revision) }) == [1, 5])
    }

    @Test func `replacing a record never makes the file longer`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/.state"
        let file = try RecordFile(path: path)
        try file.allocate()
        let cameras = (0..<64).map { (String(repeating: "n", count: 64) + "\($0)", UInt64.max) }
        try file.replace(TapeRecord(epoch: String(repeating: "e", count: 200), cursors: cameras))
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count == 2 * RecordFile.slotBytes)
        let many = (0..<5000).map { ("camera \($0)", UInt64.max) }
        #expect(throws: SourceError.self) { try file.replace(TapeRecord(epoch: "e", cursors: many)) }
        #expect(try RecordFile(path: path).record?.cursors.count == 64)
    }

    private func write(_ revisions: ClosedRange<UInt64>, to path: String) throws {
        let file = try RecordFile(path: path)
        try file.allocate()
        for revision in revisions {
            try file.replace(TapeRecord(epoch: "e", cursors: [("c", revision)]))
            file.settle(file.unsettled.sequence)
        }
    }
}
