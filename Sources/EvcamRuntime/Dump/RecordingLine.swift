// SPDX-License-Identifier: Apache-2.0
import CBase64
import EventSources

/// A message as a line of a recording: `{"received": …, "routing_key": …, "body": …}`.
package enum RecordingLine {
    /// Appends a line with its end.
    package typealias Encoder = @Sendable (MessageBatch.Message, MessageBatch, inout [UInt8]) -> Void

    /// JSON stands in the line as it came; any other body is base64, with what is needed to read it.
    @Sendable
    package static func append(_ message: MessageBatch.Message, of batch: MessageBatch, to bytes: inout [UInt8]) {
        switch message.format {
        case .recordingLine: bytes.append(contentsOf: batch[message.bytes])
        case .body: append(body: message, batch, &bytes)
        // Sources turn an envelope into a body, and a mark of the tape is no message.
        case .kombuEnvelope, .clear: return
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    private static func append(body message: MessageBatch.Message, _ batch: MessageBatch, _ bytes: inout [UInt8]) {
        let body = batch[message.bytes]
        let contentType = batch.text(message.contentType)
        let isJSON =
            (contentType == "application/json" || contentType.isEmpty) && message.compression.length == 0
            && body.first.map { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") } == true
        let received = message.received.isFinite ? PythonFloat.repr(message.received) : "null"
        bytes.append(contentsOf: "{\"received\": \(received)".utf8)
        member("routing_key", batch.text(message.routingKey), &bytes)
        if isJSON {
            bytes.append(contentsOf: ", \"body\": ".utf8)
            // Outside of strings, where JSON has no newlines, they are as good as blanks.
            bytes.append(contentsOf: body.lazy.map { $0 < 0x20 ? 0x20 : $0 })
        } else {
            member("content_type", contentType, &bytes)
            if message.compression.length > 0 { member("compression", batch.text(message.compression), &bytes) }
            bytes.append(contentsOf: ", \"body_encoding\": \"base64\", \"body\": \"".utf8)
            base64(body, &bytes)
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private static func member(_ name: String, _ text: String, _ bytes: inout [UInt8]) {
        var json = ASCIIJSON()
        json.value(text)
        bytes.append(contentsOf: ", \"\(name)\": ".utf8)
        bytes.append(contentsOf: json.bytes)
    }

    private static func base64(_ body: UnsafeRawBufferPointer, _ bytes: inout [UInt8]) {
        let text = [UInt8](unsafeUninitializedCapacity: (body.count + 2) / 3 * 4) { room, count in
            room.withMemoryRebound(to: CChar.self) { room in
                count = cb64_encode(body.bindMemory(to: CChar.self).baseAddress, body.count, room.baseAddress)
            }
        }
        bytes.append(contentsOf: text)
    }
}
