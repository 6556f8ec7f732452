// SPDX-License-Identifier: Apache-2.0

/// Messages as lines of a recording, in the form in which a tape keeps them.
///
/// Used again and again, so that nothing is allocated for a message.
package struct RecordingLines: ~Copyable {
    private var buffer = GroupBuffer()

    /// Begins without a line.
    package init() {}

    /// The lines so far, each with its end; lent until the next change.
    package var bytes: UnsafeRawBufferPointer { buffer.bytes }

    /// Forgets the lines.
    package mutating func removeAll() { buffer.removeAll() }

    /// Appends a message.
    ///
    /// Nobody has decoded it: a body that calls itself JSON and does not look like an object or a list stands there in
    /// base64, so that the line can be read. The marks of a tape are left out.
    package mutating func append(_ message: MessageBatch.Message, of batch: MessageBatch) {
        switch message.format {
        case .body: _ = buffer.append(message, of: batch, isDecodable: Self.looksLikeJSON(batch[message.bytes]))
        case .recordingLine: buffer.append(line: batch[message.bytes])
        // Sources turn an envelope into a body, and a mark of the tape is no message.
        case .kombuEnvelope, .clear: break
        }
    }

    private static func looksLikeJSON(_ body: UnsafeRawBufferPointer) -> Bool {
        guard let first = body.first, let last = body.last(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
            return false
        }
        return first == UInt8(ascii: "{") && last == UInt8(ascii: "}")
            || first == UInt8(ascii: "[") && last == UInt8(ascii: "]")
    }
}
