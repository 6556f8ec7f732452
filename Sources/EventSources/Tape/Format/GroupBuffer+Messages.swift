// SPDX-License-Identifier: Apache-2.0

extension GroupBuffer {
    /// Appends a message as a line of a recording.
    ///
    /// JSON stands there as it came. Every other body is in base64 with its labels, so that whoever reads the line
    /// can do what the decoder did.
    /// - Parameters:
    ///   - message: the message, which has a body.
    ///   - batch: where its bytes are.
    ///   - isDecodable: whether the body is JSON indeed, for what calls itself JSON.
    /// - Returns: the body, if it stands in the line as it came but for ends of lines; lent until the next change.
    @inline(__always)
    mutating func append(
        _ message: MessageBatch.Message, of batch: MessageBatch, isDecodable: Bool
    ) -> UnsafeRawBufferPointer? {
        let body = batch[message.bytes]
        let labels = message.routingKey.length + message.contentType.length + message.compression.length
        reserve(256 + 6 * labels + (body.count + 2) / 3 * 4)
        append("{\"received\":")
        append(time: message.received)
        append(",\"routing_key\":\"")
        appendEscaped(batch[message.routingKey])
        append("\"")
        let isJSON = isDecodable && message.compression.length == 0 && batch[message.contentType].isJSON
        if !isJSON { appendLabels(message, of: batch) }
        if message.flags.contains(.backlog) { append(",\"backlog\":true") }
        append(",\"body\":")
        guard isJSON else {
            append("\"")
            appendBase64(body)
            append("\"}\n")
            return nil
        }
        let written = appendOneLine(body)
        append("}\n")
        return written
    }

    @inline(never)
    private mutating func appendLabels(_ message: MessageBatch.Message, of batch: MessageBatch) {
        if message.contentType.length > 0 {
            append(",\"content_type\":\"")
            appendEscaped(batch[message.contentType])
            append("\"")
        }
        if message.compression.length > 0 {
            append(",\"compression\":\"")
            appendEscaped(batch[message.compression])
            append("\"")
        }
        append(",\"body_encoding\":\"base64\"")
    }

    /// Appends a line of another recording; a mark of another tape is no business of this one, and is left out.
    mutating func append(line: UnsafeRawBufferPointer) {
        guard !MessageLine(line).isMark else { return }
        reserve(line.count + 1)
        _ = appendOneLine(line)
        append("\n")
    }
}

extension UnsafeRawBufferPointer {
    /// Whether this is the content type of JSON.
    @inline(__always)
    fileprivate var isJSON: Bool {
        var text = LineText(self)
        return text.take("application/json") != nil && text.isAtEnd
    }
}
