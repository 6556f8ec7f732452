// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CeleryEvents

/// What Python's libraries made, read as they read it.
@Suite struct PythonMessagesTests {
    @Test func `the fixtures are there`() {
        #expect(RecordedMessage.all(in: "captured.tsv").count == 18)
        #expect(RecordedMessage.all(in: "serialized.tsv").count > 500)
    }

    @Test(arguments: RecordedMessage.read) func `a message has the events that Python reads out of it`(
        message: RecordedMessage
    ) throws {
        let ours = try decoded(message.body, contentType: message.contentType, compression: message.compression)
        let theirs = try decoded(message.outcome)
        #expect(ours.count == theirs.count)
        for (ours, theirs) in zip(ours, theirs) {
            #expect(describe(ours) == describe(theirs))
        }
    }

    @Test(arguments: RecordedMessage.read.filter { $0.contentType == ContentType.msgpack && $0.compression.isEmpty })
    func `msgpack becomes the JSON that Python writes, to the letter`(message: RecordedMessage) throws {
        #expect(try transcoded(message.body, .msgpack) == message.outcome)
    }

    @Test(
        arguments: RecordedMessage.read.filter {
            $0.contentType == ContentType.yaml && $0.compression.isEmpty && $0.name != "merged"
                && $0.name != "duplicate keys"
        })
    func `YAML becomes the JSON that Python writes, to the letter`(message: RecordedMessage) throws {
        #expect(try transcoded(message.body, .yaml) == message.outcome)
    }

    @Test(arguments: RecordedMessage.read) func `a recorded line with the body in base64 has the same events`(
        message: RecordedMessage
    ) throws {
        // A label may hold what JSON escapes only if somebody puts a quote into it.
        let compression = message.compression.isEmpty ? "" : #""compression": "\#(message.compression)", "#
        let line = #"""
            {"received": 7.5, "routing_key": "task.multi", "content_type": "\#(message.contentType)", \#(compression)\#
            "body_encoding": "base64", "body": "\#(message.base64)"}
            """#
        let ours = try Decoding().lines(line)
        let theirs = try decoded(message.outcome)
        #expect(ours.map(describe) == theirs.map(describe))
        #expect(ours.allSatisfy { $0.received == 7.5 })
    }

    @Test(arguments: RecordedMessage.all(in: "serialized.tsv").filter { $0.outcome.hasPrefix("!") })
    func `a bomb is refused`(message: RecordedMessage) throws {
        let error = try refusal(message.body, contentType: message.contentType, compression: message.compression)
        #expect(error == .unpacksTooLarge(limit: 8 << 20))
        #expect("!" + (error?.cause ?? "") == message.outcome)
    }
}

/// An event as a text, in which NaN equals itself.
func describe(_ event: DecodedEvent) -> String {
    var fields = event.extras
    for (field, value) in event.fields { fields["\(field)"] = value }
    return "\(fields.sorted { $0.key < $1.key })"
}

/// A body as JSON text.
func transcoded(_ body: [UInt8], _ serializer: Serializer) throws -> String {
    let unpacker = BodyUnpacker(limit: 8 << 20)
    return try body.withUnsafeBytes { String(decoding: try unpacker.transcode($0, serializer), as: UTF8.self) }
}
