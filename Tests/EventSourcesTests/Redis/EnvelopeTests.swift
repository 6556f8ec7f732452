// SPDX-License-Identifier: Apache-2.0

import CeleryEvents
import EventSources
import Foundation
import Testing

@Suite struct EnvelopeTests {
    @Test func `real messages hold what another reader finds in them`() throws {
        let messages = try RecordedMessage.all()
        #expect(messages.count == 72)
        let (opened, refused) = OpenedMessage.open(messages.map(\.data))
        #expect(refused.isEmpty)
        for (message, opened) in zip(messages, opened) {
            let envelope = try #require(
                try JSONSerialization.jsonObject(with: Data(message.data.utf8)) as? [String: Any])
            let body = try #require((envelope["body"] as? String).flatMap { Data(base64Encoded: $0) })
            let headers = envelope["headers"] as? [String: Any]
            let properties = envelope["properties"] as? [String: Any]
            let delivery = properties?["delivery_info"] as? [String: Any]
            let expected = OpenedMessage(
                body: String(decoding: body, as: UTF8.self), contentType: envelope["content-type"] as? String ?? "",
                compression: headers?["compression"] as? String ?? "", sender: headers?["hostname"] as? String ?? "",
                routingKey: delivery?["routing_key"] as? String ?? "")
            #expect(opened == expected)
        }
    }

    @Test func `real messages decode to the events that another reader finds in them`() throws {
        let messages = try RecordedMessage.all().filter { $0.channel.contains("celeryev") }
        var types: [String] = []
        let decoder = EventDecoder { batch in
            for index in 0..<batch.count {
                types.append(batch[index][.type].map { String(decoding: $0.text, as: UTF8.self) } ?? "")
            }
        }
        let batch = MessageBatch()
        for message in messages {
            var data = message.data
            data.withUTF8 { batch.append(UnsafeRawBufferPointer($0), format: .kombuEnvelope) }
        }
        batch.unwrapEnvelopes(maxMessageBytes: 8_000_000) { Issue.record("\($0): \($1)") }
        for message in batch.messages { _ = try decoder.decodeBody(batch[message.bytes], received: 1) }
        decoder.flush()
        let expected = try messages.flatMap { message in
            let envelope = try JSONSerialization.jsonObject(with: Data(message.data.utf8)) as? [String: Any]
            let body = (envelope?["body"] as? String).flatMap { Data(base64Encoded: $0) } ?? Data()
            let events = try JSONSerialization.jsonObject(with: body, options: .fragmentsAllowed)
            return (events as? [[String: Any]] ?? [events as? [String: Any] ?? [:]]).map { $0["type"] as? String ?? "" }
        }
        #expect(types == expected)
    }

    @Test(arguments: [
        (#"{"properties":{"body_encoding":"base64"},"body":"e30="}"#, OpenedMessage(body: "{}")),
        // Absent and null parts, other values where texts should be.
        (
            #"{"body": "e30=", "headers": null, "content-type": null, "properties": {"body_encoding": "base64"}}"#,
            OpenedMessage(body: "{}")
        ),
        (
            #"{"body": "e30=", "headers": [1], "content-type": 5, "properties": {"delivery_info": [], "body_encoding": "base64"}}"#,
            OpenedMessage(body: "{}")
        ),
        (#"{"body": "e30="}"#, OpenedMessage(body: "{}")),
        (#"{"body": "{}"}"#, OpenedMessage(body: "{}")),
        // A body that is text.
        (
            #"{"body": "{\"a\": \"\\u00e9\\n\u00e9\ud83d\ude00\/\"}", "properties": {"body_encoding": null}}"#,
            OpenedMessage(body: #"{"a": "\u00e9\né😀/"}"#)
        ),
        (#"{"body": "[]", "properties": {"body_encoding": "UTF-8"}}"#, OpenedMessage(body: "[]")),
        (#"{"body": "plain", "properties": {"body_encoding": "utf-8"}}"#, OpenedMessage(body: "plain")),
        (#"{"body": "\ud800x\udc00", "properties": {"body_encoding": ""}}"#, OpenedMessage(body: "\u{fffd}x\u{fffd}")),
        // Escapes in keys, labels and base64.
        (
            #"{"\u0062ody": "Pz8\/", "headers": {"host\u006eame": "w3@\u0433\"\\"}, "properties": {"body_encoding": "base64"}}"#,
            OpenedMessage(body: "???", sender: "w3@г\"\\")
        ),
        // Members that mean nothing to us, whatever they are.
        (
            #" { "x" : [ {"a": [true, false, null, -1.5e+3, NaN, -Infinity, "\"}"]}, {} , [] ] , "body" : "e30=" } "#,
            OpenedMessage(body: "{}")
        ),
        // Of two the last one counts, as in Python.
        (
            #"{"body": "e30=", "body": "W10=", "headers": {"hostname": "a", "hostname": "b"}}"#,
            OpenedMessage(body: "[]", sender: "b")
        ),
    ])
    func `envelopes of every kind are opened`(envelope: String, expected: OpenedMessage) {
        let (opened, refused) = OpenedMessage.open([envelope])
        #expect(opened == [expected])
        #expect(refused.isEmpty)
    }

    @Test(arguments: [
        "", " ", "[]", "null", "1", "\"x\"", "{", "{}}", "{} x", "{\"body\"}", "{\"body\": }", "{\"body\": \"e30=\"",
        "{\"body\": \"e30=", "{\"body\": \"e30=\",}", "{body: \"e30=\"}", "{\"body\": \"e30=\"} {}",
        "{\"a\": [}, \"body\": \"e30=\"}",
        "{\"a\": {]}}", "{\"a\": tru}", "{\"a\": -}", "{\"a\": 1 2}", "{\"a\": \"\u{1}\", \"body\": \"e30=\"}", "\u{0}",
        "{\u{0}}",
        "{\"body\": \"\\x\", \"properties\": {\"body_encoding\": null}}", "{\"body\": \"\\u12g4\"}",
        "{\"a\": \(String(repeating: "[", count: 300))\(String(repeating: "]", count: 300))}",
        "{}", "{\"body\": null}", "{\"body\": \"\"}", "{\"body\": 5}", "{\"body\": {\"a\": 1}}",
        "{\"body\": \"e30\", \"properties\": {\"body_encoding\": \"base64\"}}",
        "{\"body\": \"e3 0\", \"properties\": {\"body_encoding\": \"base64\"}}",
        "{\"body\": \"{}\", \"properties\": {\"body_encoding\": \"base64\"}}",
        "{\"body\": \"e30=\", \"properties\": {\"body_encoding\": \"rot13\"}}", "plain text",
    ])
    func `what is no envelope is left out, with a reason`(text: String) {
        let fine = kombuEnvelope("{}")
        let (opened, refused) = OpenedMessage.open([fine, text, fine])
        #expect(opened.count == 2)
        #expect(refused.map(\.0) == [.envelopeBroken])
        #expect(refused.first?.1.contains("a message of \(text.utf8.count) bytes was passed over") == true)
    }

    @Test func `a body beyond the limit is left out`() {
        let body = String(repeating: "x", count: 100)
        #expect(OpenedMessage.open([kombuEnvelope(body)], maxMessageBytes: 100).opened.map(\.body) == [body])
        let (opened, refused) = OpenedMessage.open([kombuEnvelope(body)], maxMessageBytes: 99)
        #expect(opened.isEmpty)
        #expect(refused.map(\.0) == [.messageTooLarge])
    }

    @Test func `other messages of a batch stay as they are`() {
        let batch = MessageBatch()
        var texts = ["{\"x\": 1}", kombuEnvelope("[]"), "nonsense", "{\"y\": 2}"]
        for (index, format) in [MessageFormat.body, .kombuEnvelope, .kombuEnvelope, .recordingLine].enumerated() {
            texts[index].withUTF8 {
                batch.append(UnsafeRawBufferPointer($0), lineNumber: UInt64(index), format: format)
            }
        }
        batch.unwrapEnvelopes(maxMessageBytes: 1000) { _, _ in }
        #expect(batch.messages.map { batch.text($0.bytes) } == ["{\"x\": 1}", "[]", "{\"y\": 2}"])
        #expect(batch.messages.map(\.format) == [.body, .body, .recordingLine])
        #expect(batch.messages.map(\.lineNumber) == [0, 1, 3])
    }

    @Test func `damaged envelopes never lead out of themselves`() throws {
        let samples = try RecordedMessage.all().map { Array($0.data.utf8) }
        let characters = Array("{}[]\",:\\u0e-\n/ ".utf8)
        for _ in 0..<5000 {
            var text = samples.randomElement() ?? []
            for _ in 0..<Int.random(in: 1...4) where text.count > 2 {
                let place = Int.random(in: text.indices)
                switch Int.random(in: 0..<4) {
                case 0: text[place] = UInt8.random(in: 0...255)
                case 1: text[place] = characters.randomElement() ?? 0
                case 2: text.removeLast(text.count - place)
                default: text.insert(characters.randomElement() ?? 0, at: place)
                }
            }
            let batch = MessageBatch(capacity: 0)
            text.withUnsafeBytes { batch.append($0, format: .kombuEnvelope) }
            batch.unwrapEnvelopes(maxMessageBytes: 1 << 20) { _, _ in }
            for message in batch.messages {
                let parts = [
                    message.bytes, message.contentType, message.compression, message.sender, message.routingKey,
                ]
                for part in parts where part.offset < 0 || part.length < 0 || part.offset + part.length > text.count {
                    Issue.record("\(part) leads out of \(text.count) bytes")
                }
            }
        }
    }
}
