// SPDX-License-Identifier: Apache-2.0

import CKombuEnvelope

extension MessageBatch {
    /// Opens kombu's envelopes in place: each `kombuEnvelope` becomes a `body` with its labels.
    ///
    /// For the intake's thread: it costs a quarter of a microsecond a message. What cannot be opened is removed from
    /// the batch. Other messages stay as they are. Behind a body there are ``padding`` readable bytes; what they
    /// are means nothing.
    /// - Parameters:
    ///   - maxMessageBytes: a longer body is refused.
    ///   - onRefused: told of each message that was removed: why, and a sentence for the log.
    package func unwrapEnvelopes(maxMessageBytes: Int, onRefused: (SourceLoss, String) -> Void) {
        var kept = 0
        for index in messages.indices {
            var message = messages[index]
            if message.format == .kombuEnvelope, let refusal = open(&message, maxMessageBytes) {
                onRefused(refusal == CKOMBU_TOO_LONG ? .messageTooLarge : .envelopeBroken, describe(refusal, message))
                continue
            }
            messages[kept] = message
            kept += 1
        }
        messages.removeLast(messages.count - kept)
    }

    private func open(_ message: inout Message, _ maxMessageBytes: Int) -> ckombu_result? {
        let envelope = mutableBytes(message.bytes)
        var found = ckombu_message()
        let result = ckombu_open(envelope.baseAddress, envelope.count, max(maxMessageBytes, 0), &found)
        guard result == CKOMBU_OK else { return result }
        let start = message.bytes.offset
        message.bytes = Slice(found.body, from: start)
        message.format = .body
        message.contentType = Slice(found.content_type, from: start)
        message.compression = Slice(found.compression, from: start)
        message.sender = Slice(found.sender, from: start)
        message.routingKey = Slice(found.routing_key, from: start)
        return nil
    }

    private func describe(_ refusal: ckombu_result, _ message: Message) -> String {
        let cause =
            switch refusal {
            case CKOMBU_NO_BODY: "kombu's envelope holds no body"
            case CKOMBU_NOT_BASE64: "the body in kombu's envelope is not the base64 that it should be"
            case CKOMBU_UNKNOWN_ENCODING: "the body in kombu's envelope has an unknown `body_encoding`"
            case CKOMBU_TOO_LONG: "its body is larger than the limit (max_message)"
            default: "it is not kombu's envelope, which is a JSON object"
            }
        // Its beginning, of which opening it may have changed some bytes.
        let begin = self[message.bytes].prefix(60).map { (32..<127).contains($0) ? String(UnicodeScalar($0)) : "." }
        return "a message of \(message.bytes.length) bytes was passed over: \(cause); it begins '\(begin.joined())'"
    }
}

extension MessageBatch.Slice {
    /// A part of an envelope that begins at `start`.
    @inline(__always)
    fileprivate init(_ part: ckombu_part, from start: Int) {
        self.init(offset: part.length == 0 ? 0 : start + part.offset, length: part.length)
    }
}
