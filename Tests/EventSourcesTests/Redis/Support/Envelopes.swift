// SPDX-License-Identifier: Apache-2.0

import EventSources
import Foundation

/// One of the recorded messages.
struct RecordedMessage {
    let channel: String
    let data: String

    /// 72 that real workers sent.
    static func all() throws -> [RecordedMessage] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/redis-wire-sample.ndjson")
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
            let fields = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            guard let channel = fields?["channel"] as? String, let data = fields?["data"] as? String else { return nil }
            return RecordedMessage(channel: channel, data: data)
        }
    }
}

/// What opening an envelope led to, as texts.
struct OpenedMessage: Equatable {
    var body: String
    var contentType = ""
    var compression = ""
    var sender = ""
    var routingKey = ""

    /// Opens envelopes as the intake does.
    static func open(
        _ envelopes: [String], maxMessageBytes: Int = 8_000_000
    ) -> (opened: [OpenedMessage], refused: [(SourceLoss, String)]) {
        let batch = MessageBatch(capacity: 0)
        for envelope in envelopes {
            var envelope = envelope
            envelope.withUTF8 { batch.append(UnsafeRawBufferPointer($0), format: .kombuEnvelope) }
        }
        var refused: [(SourceLoss, String)] = []
        batch.unwrapEnvelopes(maxMessageBytes: maxMessageBytes) { refused.append(($0, $1)) }
        return (batch.messages.map { OpenedMessage($0, of: batch) }, refused)
    }

    init(
        body: String, contentType: String = "", compression: String = "", sender: String = "", routingKey: String = ""
    ) {
        self.body = body
        self.contentType = contentType
        self.compression = compression
        self.sender = sender
        self.routingKey = routingKey
    }

    init(_ message: MessageBatch.Message, of batch: MessageBatch) {
        self.init(
            body: batch.text(message.bytes), contentType: batch.text(message.contentType),
            compression: batch.text(message.compression), sender: batch.text(message.sender),
            routingKey: batch.text(message.routingKey))
    }
}

/// An envelope as kombu writes it.
func kombuEnvelope(
    _ body: String, routingKey: String = "task.multi", sender: String = "w1@host", tag: String = UUID().uuidString
) -> String {
    "{\"body\": \"\(Data(body.utf8).base64EncodedString())\", \"content-encoding\": \"utf-8\", "
        + "\"content-type\": \"application/json\", \"headers\": {\"hostname\": \"\(sender)\"}, \"properties\": "
        + "{\"delivery_mode\": 1, \"delivery_info\": {\"exchange\": \"celeryev\", \"routing_key\": \"\(routingKey)\"}, "
        + "\"priority\": 0, \"body_encoding\": \"base64\", \"delivery_tag\": \"\(tag.lowercased())\"}}"
}
