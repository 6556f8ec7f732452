// SPDX-License-Identifier: Apache-2.0

import EventSources
import Foundation
import Testing

@Suite struct ReplaySourceTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `lines come in order with their numbers, empty ones are only counted`() throws {
        let path = try folder.write("{1}\n\n{3}\r\n\r\n{5}\n".utf8, to: "a.ndjson")
        #expect(try Replayed(path).lines == ["1:{1}", "3:{3}", "5:{5}"])
    }

    @Test func `a last line without newline is delivered`() throws {
        let path = try folder.write("{1}\n{2}".utf8, to: "a.ndjson")
        #expect(try Replayed(path).lines == ["1:{1}", "2:{2}"])
    }

    @Test(arguments: ["", "\n", "\u{FEFF}", "x"]) func `tiny files are read`(text: String) throws {
        let path = try folder.write(text.utf8, to: "a.ndjson")
        #expect(try Replayed(path).lines == (text == "x" ? ["1:x"] : []))
    }

    @Test func `a byte order mark is skipped`() throws {
        let path = try folder.write("\u{FEFF}{1}\n\u{FEFF}{2}\n".utf8, to: "a.ndjson")
        #expect(try Replayed(path).lines == ["1:{1}", "2:\u{FEFF}{2}"])
    }

    @Test(arguments: [16, 17, 31, 64, 4096]) func `lines may lie across any number of reads`(readSize: Int) throws {
        let lines = (1...300).map { String(repeating: "\($0 % 10)", count: $0 % 101) }
        let path = try folder.write(lines.joined(separator: "\n").utf8, to: "a.ndjson")
        let expected = lines.enumerated().filter { !$1.isEmpty }.map { "\($0 + 1):\($1)" }
        #expect(try Replayed(path, readSize: readSize).lines == expected)
    }

    @Test(arguments: ["\n", "\r\n"]) func `a line at the limit passes, one beyond it is named and skipped`(end: String)
        throws
    {
        for length in [99, 100, 101, 102, 5000] {
            let line = String(repeating: "x", count: length)
            let path = try folder.write("{1}\(end)\(line)\(end){3}\(end)\(line)".utf8, to: "a.ndjson")
            let replayed = try Replayed(path)
            if length <= 100 {
                #expect(replayed.lines == ["1:{1}", "2:\(line)", "3:{3}", "4:\(line)"])
                #expect(replayed.losses.isEmpty)
            } else {
                #expect(replayed.lines == ["1:{1}", "3:{3}"])
                #expect(replayed.losses == [.lineTooLong: 2])
                #expect(replayed.reports.count == 2)
                #expect(replayed.reports[0].hasPrefix("\(path):2: a line of \(length + end.utf8.count - 1) bytes"))
                #expect(replayed.reports[1].hasPrefix("\(path):4: a line of \(length) bytes is longer than the limit"))
            }
        }
    }

    @Test func `a batch ends at either limit, and a larger message comes alone`() throws {
        let long = String(repeating: "x", count: 50)
        let path = try folder.write("a\nb\nc\n\(long)\nd\ne\n".utf8, to: "a.ndjson")
        let replayed = try Replayed(path, readSize: 4096, maxMessages: 2, maxBytes: 10)
        #expect(replayed.batchSizes == [2, 1, 1, 2])
        #expect(replayed.lines == ["1:a", "2:b", "3:c", "4:\(long)", "5:d", "6:e"])
    }

    @Test(arguments: ["a.ndjson.gz", "a.ndjson"]) func `gzip is known by its bytes, and members follow each other`(
        name: String
    ) throws {
        let zeros = [UInt8](repeating: 0, count: 512)
        let path = try folder.write(gzip("{1}\n{".utf8) + gzip([]) + gzip("2}\n".utf8) + zeros, to: name)
        let replayed = try Replayed(path)
        #expect(replayed.lines == ["1:{1}", "2:{2}"])
        #expect(replayed.losses.isEmpty)
    }

    @Test func `a plain file named gz is read as it is`() throws {
        let path = try folder.write("{1}\n".utf8, to: "a.gz")
        #expect(try Replayed(path).lines == ["1:{1}"])
    }

    @Test func `a large gzip file comes whole`() throws {
        let lines = (1...20_000).map { "{\"received\": \($0), \"noise\": \"\($0 &* 2_654_435_761 % 1_000_003)\"}" }
        let path = try folder.write(gzip(lines.joined(separator: "\n").utf8), to: "a.gz")
        let replayed = try Replayed(path, readSize: 10_000)
        #expect(replayed.lines.count == lines.count)
        #expect(replayed.lines.last == "20000:\(lines[19_999])")
    }

    @Test func `a cut gzip file is delivered as far as it goes, and the cut is named`() throws {
        let lines = (1...500).map { "{\"line\": \($0), \"noise\": \"\($0 &* 2_654_435_761 % 1_000_003)\"}" }
        let path = try folder.write(gzip(lines.joined(separator: "\n").utf8).dropLast(2000), to: "a.gz")
        let replayed = try Replayed(path)
        let whole = replayed.lines.count - 1
        #expect(whole > 10)
        #expect(replayed.lines[..<whole] == lines.enumerated().map { "\($0 + 1):\($1)" }[..<whole])
        #expect(replayed.losses == [.fileTruncated: 1])
        #expect(
            replayed.reports
                == ["\(path):\(whole + 1): the gzip file ends too early; what lies before this line was read"])
    }

    @Test func `damaged gzip data is named, what follows the last member too`() throws {
        var bytes = gzip("{1}\n{2}\n".utf8)
        bytes[bytes.count - 8] ^= 0xFF
        let damaged = try Replayed(folder.write(bytes, to: "a.gz"))
        #expect(damaged.lines == ["1:{1}", "2:{2}"])
        #expect(damaged.losses == [.fileDamaged: 1])
        #expect(damaged.reports.first?.contains("incorrect data check") == true)

        let followed = try Replayed(folder.write(gzip("{1}\n".utf8) + Array("rubbish".utf8), to: "b.gz"))
        #expect(followed.lines == ["1:{1}"])
        #expect(followed.losses == [.fileDamaged: 1])
    }

    @Test func `a folder's files follow each other by name, each with its own numbers`() throws {
        _ = try folder.write("{b}\n".utf8, to: "2.ndjson")
        _ = try folder.write(gzip("{a}".utf8), to: "1.ndjson.gz")
        _ = try folder.write("{hidden}".utf8, to: ".state")
        let source = try ReplaySource(path: folder.path) { _, _ in }
        let batch = MessageBatch()
        for (name, text) in [("1.ndjson.gz", "{a}"), ("2.ndjson", "{b}")] {
            #expect(try source.receive(into: batch, maxMessages: 10, maxBytes: 1000) == .messages)
            #expect(source.name == "\(folder.path)/\(name)")
            #expect(batch.messages.map(\.lineNumber) == [1])
            #expect(batch.withUnsafeBytes { String(decoding: $0, as: UTF8.self) } == text)
        }
        #expect(try source.receive(into: batch, maxMessages: 10, maxBytes: 1000) == .ended)
    }

    @Test func `a missing file is named with the cause and the remedy`() {
        let error = #expect(throws: SourceError.self) { try ReplaySource(path: "/nowhere/x.ndjson") { _, _ in } }
        #expect(
            error?.description
                == "cannot open '/nowhere/x.ndjson': No such file or directory; check the path")
        #expect(throws: SourceError.self) { try ReplaySource(path: folder.path) { _, _ in } }
    }

    @Test func `a pipe delivers what has come, and the doorbell ends a wait`() throws {
        let path = folder.path + "/pipe"
        try #require(mkfifo(path, 0o600) == 0)
        let writer = open(path, O_RDWR)
        defer { close(writer) }
        let source = try ReplaySource(path: path) { _, _ in }
        let batch = MessageBatch()
        let doorbell = source.doorbell

        source.interrupt()
        #expect(try source.receive(into: batch, maxMessages: 10, maxBytes: 1000) == .idle)
        #expect(write(writer, "{1}\n{2", 6) == 6)
        #expect(try source.receive(into: batch, maxMessages: 10, maxBytes: 1000) == .messages)
        #expect(batch.messages.map(\.bytes.length) == [3])
        Thread.detachNewThread { doorbell.ring() }
        #expect(try source.receive(into: batch, maxMessages: 10, maxBytes: 1000) == .idle)
        #expect(batch.isEmpty)
        #expect(write(writer, "}\n", 2) == 2)
        #expect(try source.receive(into: batch, maxMessages: 10, maxBytes: 1000) == .messages)
        #expect(batch.withUnsafeBytes { String(decoding: $0, as: UTF8.self) } == "{2}")
    }
}
