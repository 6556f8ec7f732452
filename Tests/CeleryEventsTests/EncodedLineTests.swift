// SPDX-License-Identifier: Apache-2.0

import CeleryEvents
import Testing

@Suite struct EncodedLineTests {
    // {"name": "a"}
    private static let body = "eyJuYW1lIjogImEifQ=="
    // The same as msgpack.
    private static let msgpack = "gaRuYW1loWE="

    @Test(arguments: [
        #"{"received": 7.5, "routing_key": "x", "content_type": "application/x-msgpack", "body_encoding": "base64", "body": "M"}"#,
        #"{"body": "M", "body_encoding": "base64", "content_type": "application/x-msgpack", "received": 7.5}"#,
        #"{"body_encoding": "base64", "body": "M", "received": 7.5, "content_type": "application/x-msgpack", "x": [1]}"#,
        #"{"received": 7.5, "content_type": "application\/x-msgpack", "body_encoding": "base64", "body": "M"}"#,
        #"{"received": 7.5, "c\u006fntent_type": "application/x-msgpack", "body_encoding": "base64", "b\u006fdy": "M"}"#,
        #"{"received": 7.5, "x": NaN, "content_type": "application/x-msgpack", "body_encoding": "base64", "body": "M"}"#,
        #"{"received": 7.5, "content_type": "x", "content_type": "application/x-msgpack", "body_encoding": "base64", "body": "M"}"#,
        #"{"received": 7.5, "body": {}, "content_type": "application/x-msgpack", "body_encoding": "base64", "body": "M"}"#,
        #"{"received": 7.5, "body_encoding": "base64", "body": "B"}"#,
        #"{"received": 7.5, "compression": null, "content_type": null, "body_encoding": "base64", "body": "B"}"#,
        #"{"received": 7.5, "compression": "gzip", "content_type": "", "body_encoding": "base64", "body": "B"}"#,
        #"{"received": 7.5, "body_encoding": "base64", "content_type": "application/x-msgpack", "body": {"name": "a"}}"#,
        #"{"received": 7.5, "body": "B", "body_encoding": "base64", "body": {"name": "a"}}"#,
    ]) func `keys stand in any order`(line: String) throws {
        let decoding = Decoding()
        let line = line.replacing("\"M\"", with: "\"\(Self.msgpack)\"").replacing("\"B\"", with: "\"\(Self.body)\"")
        let (count, received) = try decoding.addLine(line)
        decoding.decoder.flush()
        #expect(count == 1)
        #expect(received == 7.5)
        #expect(decoding.events.map { $0.fields[.name] } == [.string("a")])
        #expect(decoding.events.map(\.received) == [7.5])
    }

    @Test func `a line's labels are not the next one's`() throws {
        let msgpack = #""content_type": "application/x-msgpack", "body_encoding": "base64", "body": "\#(Self.msgpack)""#
        let events = try Decoding().lines(
            #"{"received": 1, "backlog": true, \#(msgpack)}"#, #"{"received": 2, "body": {"name": "b"}}"#,
            #"{"received": 3, "body_encoding": "base64", "body": "\#(Self.body)"}"#, #"{"received": 4, \#(msgpack)}"#)
        #expect(events.map { $0.fields[.name] } == ["a", "b", "a", "a"].map { .string($0) })
        #expect(events.map(\.received) == [1, 2, 3, 4])
    }

    @Test(arguments: [
        (#"{"received": 1, "body": "B"}"#, "not_an_event"),
        (#"{"received": 1, "body_encoding": "hex", "body": "B"}"#, "not_an_event"),
        (#"{"received": 1, "body_encoding": null, "body": "B"}"#, "not_an_event"),
        (#"{"received": 1, "body_encoding": "base64"}"#, "not_an_event"),
        (#"{"received": 1, "body_encoding": "base64", "body": 7}"#, "not_an_event"),
        (#"{"received": 1, "body_encoding": "base64", "body": ""}"#, "undecodable"),
        (#"{"received": 1, "body_encoding": "base64", "body": "e30"}"#, "undecodable"),
        (#"{"received": 1, "body_encoding": "base64", "body": "e3*="}"#, "undecodable"),
        (#"{"received": 1, "body_encoding": "base64", "body": "B"} x"#, "undecodable"),
        (#"{"received": 1, "body_encoding": "base64", "body": "B""#, "undecodable"),
        (#"{"received": 1, "body_encoding": "base64", "body": "e3s="}"#, "undecodable"),
        (#"{"received": 1, "body_encoding": "base64", "content_type": "pickle", "body": "B"}"#, "pickle"),
        (#"{"received": 1, "body_encoding": "base64", "compression": "x", "body": "e3s="}"#, "unknown_compression"),
        (#"{"received": 1, "body_encoding": "base64", "compression": "xz", "body": "e3s="}"#, "undecompressable"),
    ]) func `a line that cannot be read is refused`(line: String, cause: String) {
        let decoding = Decoding()
        let error = #expect(throws: EventDecodingError.self) {
            try decoding.addLine(line.replacing("\"B\"", with: "\"\(Self.body)\""))
        }
        #expect(error?.cause == cause)
        decoding.decoder.flush()
        #expect(decoding.events.isEmpty)
    }

    @Test func `a mark of the tape is a line without events`() throws {
        #expect(try Decoding().addLine(#"{"tape": {"segment": 1}, "received": 7, "body": []}"#).count == 0)
    }

    @Test func `a line of a message of the greatest size is taken`() throws {
        let limit = 60_000
        let name = [UInt8](repeating: UInt8(ascii: "x"), count: limit - 12)
        let text = base64(Array(#"{"name": ""#.utf8) + name + Array("\"}".utf8))
        let decoding = Decoding(maxMessageBytes: limit)
        #expect(try decoding.addLine(#"{"received": 1, "body_encoding": "base64", "body": "\#(text)"}"#).count == 1)
        let longer = base64([UInt8](repeating: 0x20, count: limit + 3))
        #expect(throws: EventDecodingError.tooLarge(bytes: limit + 3, limit: limit)) {
            try decoding.addLine(#"{"received": 1, "body_encoding": "base64", "body": "\#(longer)"}"#)
        }
    }

    private func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let three = bytes[start..<min(start + 3, bytes.count)]
            let word = three.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - three.count))
            for place in 0..<4 {
                text.append(place > three.count ? UInt8(ascii: "=") : digits[word >> (18 - 6 * place) & 63])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
