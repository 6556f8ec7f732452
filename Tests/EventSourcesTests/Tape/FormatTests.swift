// SPDX-License-Identifier: Apache-2.0

import CChecksum
import CZlib
import Foundation
import Testing

@testable import EventSources

@Suite struct TapeFormatTests {
    @Test func `JSON stands in a line as it came`() throws {
        let body = "[{\"type\": \"task-sent\", \"args\": \"\\u00e9\\n\\\"é🙂\"}]"
        #expect(
            try line(SentMessage(body))
                == "{\"received\":1795415286.924266,\"routing_key\":\"task.multi\",\"body\":\(body)}")
    }

    @Test func `ends of lines, which JSON has between values only, become spaces`() throws {
        #expect(try line(SentMessage("[\r\n{\"a\":\n1}]\n")).hasSuffix(",\"body\":[  {\"a\": 1}] }"))
    }

    @Test func `what was in the queue before is said so`() throws {
        #expect(
            try line(SentMessage("[]") { $0.flags = [.backlog, .redelivered] })
                == "{\"received\":1795415286.924266,\"routing_key\":\"task.multi\",\"backlog\":true,\"body\":[]}")
    }

    @Test func `whatever is not plain JSON stands in base64 with its labels`() throws {
        let packed = SentMessage([0x80, 0x0A, 0xFF]) { $0.contentType = Array("application/x-msgpack".utf8) }
        #expect(
            try line(packed)
                == "{\"received\":1795415286.924266,\"routing_key\":\"task.multi\","
                + "\"content_type\":\"application/x-msgpack\",\"body_encoding\":\"base64\",\"body\":\"gAr/\"}")
        let compressed = SentMessage("[]") { $0.compression = Array("application/x-gzip".utf8) }
        #expect(
            try line(compressed).hasSuffix(
                ",\"content_type\":\"application/json\",\"compression\":\"application/x-gzip\","
                    + "\"body_encoding\":\"base64\",\"body\":\"W10=\"}"))
        let bare = SentMessage("") { $0.contentType = [] }
        #expect(try line(bare).hasSuffix(",\"body_encoding\":\"base64\",\"body\":\"\"}"))
        #expect(try line(SentMessage("{\"a\":"), isDecodable: false).hasSuffix("\"body\":\"eyJhIjo=\"}"))
    }

    @Test func `labels may be garbage`() throws {
        let garbage: [UInt8] = [0x22, 0x5C, 0x0A, 0x00, 0xFF, 0xC3, 0xA9, 0x7F, 0x61]
        let message = SentMessage("[]") {
            $0.routingKey = garbage
            $0.contentType = garbage
        }
        let escaped = "\\\"\\\\\\u000a\\u0000\u{FFFD}é\\u007fa"
        #expect(
            try line(message)
                == "{\"received\":1795415286.924266,\"routing_key\":\"\(escaped)\",\"content_type\":\"\(escaped)\","
                + "\"body_encoding\":\"base64\",\"body\":\"W10=\"}")
    }

    @Test(arguments: [
        (1_795_415_286.924266, "1795415286.924266"), (1_795_415_286.9242664, "1795415286.9242663"), (0, "0.000000"),
        (0.0000015, "0.0000015"), (999_999_999.999999, "999999999.999999"), (1_000_000_000, "1000000000.000000"),
        (8_999_999_999.5, "8999999999.500000"), (1_795_415_286.9999998, "1795415286.9999998"),
        (9_000_000_000, "0.000000"), (-1, "0.000000"), (.nan, "0.000000"), (.infinity, "0.000000"),
        (0.99999999, "1.0000000"),
    ]) func `times have six decimals, or seven`(time: Double, text: String) throws {
        #expect(try line(SentMessage("[]") { $0.received = time }).hasPrefix("{\"received\":\(text),"))
    }

    @Test func `a time comes back as the same number`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let micros = Double(UInt64.random(in: 1_000_000_000_000_000..<4_200_000_000_000_000, using: &random)) / 1e6
            for time in [micros, micros.nextUp, micros.nextDown, .random(in: 0x1p30..<0x1p32, using: &random)] {
                var buffer = GroupBuffer()
                buffer.append(time: time)
                var text = LineText(buffer.bytes)
                #expect(text.takeTime() == time && text.isAtEnd)
                #expect(Double(String(decoding: buffer.bytes, as: UTF8.self)) == time)
            }
        }
    }

    @Test func `a line's body is found whatever the labels say`() throws {
        for isDecodable in [true, false] {
            let message = SentMessage("{\"body\": \",\\\"body\\\":\"}") {
                $0.routingKey = Array("a\\\",\"body\":1,\"body_encoding\":\"base64\"".utf8)
                $0.flags = .backlog
            }
            var found: [UInt8]?
            var text = try line(message, isDecodable: isDecodable)
            text.withUTF8 { line in MessageLine(UnsafeRawBufferPointer(line)).withBody { found = Array($0) } }
            #expect(found == message.body)
        }
    }

    @Test(arguments: [
        "", "{", "{\"received\":1}", "{\"received\":1,\"body\":",
        "{\"received\":1,\"body_encoding\":\"base64\",\"body\":\"A\"}",
        "{\"received\":1,\"x\":1,\"body\":[]}", "{\"received\":1,\"body_encoding\":\"base64\",\"body\":\"}",
    ]) func `lines of other programs are no trouble`(line: String) {
        var line = line
        line.withUTF8 { bytes in
            MessageLine(UnsafeRawBufferPointer(bytes)).withBody { #expect($0.isEmpty) }
        }
    }

    @Test func `marks are read as they are written`() throws {
        var buffer = GroupBuffer()
        buffer.appendClear(received: 12.5)
        buffer.appendHeader(SegmentHeader(segment: 3, epoch: "e-1", revision: 8, created: 1_795_415_286.5))
        let lines = Array(buffer.bytes).split(separator: 0x0A).map(Array.init)
        try #require(lines.count == 3)
        lines[0].withUnsafeBytes { #expect(ClearMark($0)?.received == 12.5) }
        lines[1].withUnsafeBytes {
            #expect(
                SegmentHeader($0) == SegmentHeader(segment: 3, epoch: "e-1", revision: 8, created: 1_795_415_286.5))
        }
        let group = Array((lines[0] + [0x0A] + lines[1] + [0x0A]))
        lines[2].withUnsafeBytes { line in
            let mark = CommitMark(line)
            #expect(mark?.base == 7 && mark?.revision == 7 && mark?.bytes == group.count)
            #expect(group.withUnsafeBytes { mark?.fits($0, line: line) } == true)
            for cut in 0..<line.count { #expect(CommitMark(UnsafeRawBufferPointer(rebasing: line[..<cut])) == nil) }
        }
    }

    @Test func `a commit's checksum is zlib's, over the group and the line before it`() throws {
        var buffer = GroupBuffer()
        buffer.appendClear(received: 1)
        let group = buffer.count
        buffer.appendCommit(base: 0, revision: 1, received: 1)
        let text = String(decoding: buffer.bytes, as: UTF8.self)
        let covered = try #require(text.range(of: ",\"commit\":\""))
        let digits = text[covered.upperBound...].prefix(8)
        let bytes = Array(text[..<covered.lowerBound].utf8)
        #expect(UInt32(digits, radix: 16) == UInt32(crc32(0, bytes, UInt32(bytes.count))))
        #expect(text.contains("\"bytes\":\(group),"))
    }

    @Test func `our checksum is zlib's at every length`() {
        let bytes = (0..<3000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
        for length in 0..<1500 {
            for offset in [0, 1, 7] {
                let part = Array(bytes[offset..<offset + length])
                let start = UInt32(truncatingIfNeeded: length &* 40_503)
                #expect(cck_crc32(start, part, length) == UInt32(crc32(UInt(start), part, UInt32(length))))
            }
        }
    }

    @Test(
        arguments: [
            ("00000000000000000001.ndjson", 1, 0), ("18446744073709551615.ndjson", .max, 0),
            ("00000000000000000042_000003.ndjson", 42, 3),
        ] as [(String, UInt64, Int)]) func `segments are known by their names`(
            name: String, revision: UInt64, part: Int
        )
    {
        let segment = Segment(name: name)
        #expect(segment?.firstRevision == revision && segment?.part == part && segment?.name == name)
    }

    @Test(arguments: [
        "1.ndjson", "00000000000000000000.ndjson", "00000000000000000001.ndjson.gz", "00000000000000000001_1.ndjson",
        "99999999999999999999.ndjson", ".damaged-00000000000000000001.ndjson", "notes.txt",
        "0000000000000000000x.ndjson",
        "00000000000000000001_000000.ndjson",
    ]) func `other names are no segments`(name: String) {
        #expect(Segment(name: name) == nil)
    }

    private func line(_ message: SentMessage, isDecodable: Bool = true) throws -> String {
        let batch = MessageBatch()
        message.append(to: batch)
        var buffer = GroupBuffer()
        _ = buffer.append(try #require(batch.messages.first), of: batch, isDecodable: isDecodable)
        #expect(buffer.bytes.last == 0x0A && buffer.bytes.count(where: { $0 == 0x0A }) == 1)
        return String(decoding: buffer.bytes.dropLast(), as: UTF8.self)
    }
}
