// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CeleryEvents

@Suite struct MessagePackTests {
    private func json(_ body: [UInt8]) throws -> String { try transcoded(body, .msgpack) }

    private func reason(_ body: [UInt8], _ decoding: Decoding = Decoding()) -> String? {
        guard
            case .undecodable(let reason, as: .msgpack) = decoding.refusal(body, contentType: ContentType.msgpack)
        else {
            return nil
        }
        return reason
    }

    @Test func `every beginning of a message is refused`() throws {
        let messages = RecordedMessage.read.filter { $0.contentType == ContentType.msgpack && $0.compression.isEmpty }
        let decoding = Decoding()
        for message in messages where message.base64.utf8.count < 1_000 {
            let body = try message.body
            for count in 0..<body.count {
                let reason = try #require(self.reason(Array(body[..<count]), decoding), "\(message.name), \(count)")
                #expect(reason.hasPrefix("it is cut off"), "\(message.name), \(count)")
            }
        }
    }

    @Test(
        arguments: [
            [0xdc, 0xff, 0xff], [0xdd, 0xff, 0xff, 0xff, 0xff], [0xde, 0xff, 0xff], [0xdf, 0xff, 0xff, 0xff, 0xff],
            [0xdb, 0xff, 0xff, 0xff, 0xff, 0x61], [0xc6, 0xff, 0xff, 0xff, 0xff], [0xc9, 0xff, 0xff, 0xff, 0xff, 0x01],
            [0x8f, 0xa1, 0x61, 0x01], [0x93, 0x80, 0x80], [0xd8, 0x01], [0xc7], [],
        ] as [[UInt8]]) func `a length that cannot be true is refused before anything is made of it`(body: [UInt8])
    {
        #expect(reason(body)?.hasPrefix("it is cut off") == true)
    }

    @Test func `what stands behind the end is refused`() {
        #expect(reason([0x80, 0x80]) == "something stands behind its end (byte 1)")
    }

    @Test func `the byte that msgpack never uses is refused`() {
        #expect(reason([0x81, 0xa1, 0x61, 0xc1]) == "it has the byte 0xc1, which msgpack never uses (byte 4)")
    }

    @Test func `a key that is an array or a map is refused`() {
        for key: [UInt8] in [[0x90], [0x80], [0x91, 0x01]] {
            #expect(reason([0x81] + key + [0x01])?.hasPrefix("a map has an array or a map for a key") == true)
        }
    }

    @Test func `nesting has a limit`() throws {
        func arrays(_ depth: Int) -> [UInt8] { [UInt8](repeating: 0x91, count: depth) + [0x01] }
        func maps(_ depth: Int) -> [UInt8] {
            [UInt8]((0..<depth).map { _ in [0x81, 0xa1, 0x61] }.joined()) + [0x01]
        }
        let limit = MessagePackTranscoder.depthLimit
        #expect(
            try json(arrays(limit))
                == String(repeating: "[", count: limit) + "1" + String(repeating: "]", count: limit))
        // What the transcoder takes, the decoder takes.
        #expect(try decoded([0x81, 0xa1, 0x61] + arrays(limit - 1), contentType: ContentType.msgpack).count == 1)
        #expect(try decoded(maps(limit), contentType: ContentType.msgpack).count == 1)
        for depth in [limit + 1, 100_000, 5_000_000] {
            #expect(reason(arrays(depth))?.hasPrefix("it is nested more than \(limit) deep") == true)
        }
        #expect(reason(maps(1_000_000))?.hasPrefix("it is nested more than \(limit) deep") == true)
    }

    @Test(
        arguments: [
            ([0xd6, 0xff, 0, 0, 0, 5], "5"), ([0xc7, 3, 0xff, 1, 2, 3], "null"), ([0xd4, 0xff, 1], "null"),
            ([0xc7, 0, 5], "null"), ([0xd7, 0xff, 0x77, 0x35, 0x94, 0, 0, 0, 0, 7], "7.5"),
            ([0xc7, 12, 0xff, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0], "-9223372036854775808"),
        ] as [([UInt8], String)]) func `an extension is a time or null`(body: [UInt8], json: String) throws
    {
        #expect(try self.json(body) == json)
        #expect(try self.json([0x81] + body + [0x01]) == #"{"\#(json)": 1}"#)
    }

    @Test func `numbers that are none are what the JSON decoder tolerates`() throws {
        let values: [(UInt64, String)] = [
            (0x7ff0_0000_0000_0000, "Infinity"), (0xfff0_0000_0000_0000, "-Infinity"), (0x7ff8_0000_0000_0000, "NaN"),
            (0xfff8_0000_0000_0001, "NaN"),
        ]
        for (bits, text) in values {
            let number = (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * $0)) }
            #expect(try json([0xcb] + number) == text)
            let event = try #require(
                try decoded([0x81, 0xa1, 0x61, 0xcb] + number, contentType: ContentType.msgpack).first)
            #expect("\(event.extras)" == "\(try decoded(#"{"a": \#(text)}"#).first?.extras, default: "")")
        }
    }

    @Test func `a long text is copied whole`() throws {
        let text = String(repeating: "Größe \"x\"\n", count: 20_000)
        let bytes = Array(text.utf8)
        let count = (0..<4).map { UInt8(truncatingIfNeeded: bytes.count >> (24 - 8 * $0)) }
        let event = try decoded([0x81, 0xa4] + Array("name".utf8) + [0xdb] + count + bytes, contentType: "msgpack")
            .first
        #expect(event?.fields[.name] == .string(text))
    }

    @Test func `JSON that would be larger than a message may be is refused`() {
        // A control character takes six bytes in JSON.
        let body = [0x81, 0xa1, 0x61, 0xdb, 0, 0x20, 0, 0] + [UInt8](repeating: 1, count: 2 << 20)
        #expect(refusal(body, contentType: ContentType.msgpack) == .unpacksTooLarge(limit: 8 << 20))
    }

    @Test func `a value that is no event is refused`() {
        for body: [UInt8] in [[0x01], [0xc0], [0xa1, 0x61], [0x91, 0x01], [0x91, 0x91, 0x80]] {
            #expect(refusal(body, contentType: ContentType.msgpack)?.cause == "not_an_event")
        }
    }
}
