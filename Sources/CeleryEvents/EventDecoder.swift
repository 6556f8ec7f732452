// SPDX-License-Identifier: Apache-2.0
internal import CSimdjson

/// Turns messages into events and hands them on in batches.
///
/// Not thread-safe: it belongs to the thread that takes the messages.
package final class EventDecoder {
    /// How many bytes behind a message have to be readable.
    package static let padding = Int(CSJ_PADDING)

    /// A message with more bytes is refused.
    package let maxMessageBytes: Int

    private let handler: (EventBatch) -> Void
    private var decoder: OpaquePointer?

    /// Makes a decoder.
    /// - Parameters:
    ///   - maxMessageBytes: the longest message it takes.
    ///   - handler: gets the events, in order; called by ``decodeBody(_:received:)``,
    ///     ``decodeRecordingLine(_:)`` and ``flush()`` only.
    package init(maxMessageBytes: Int = 8 << 20, handler: @escaping (EventBatch) -> Void) {
        self.maxMessageBytes = maxMessageBytes
        self.handler = handler
        // The context is unretained: the C side never outlives this object and only calls back inside it.
        decoder = csj_decoder_create(
            { context, batch in
                guard let context, let batch else { return }
                Unmanaged<EventDecoder>.fromOpaque(context).takeUnretainedValue().handler(EventBatch(batch.pointee))
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        csj_decoder_destroy(decoder)
    }

    /// Decodes the body of a message: an event or an array of events.
    /// - Parameters:
    ///   - body: JSON, with ``padding`` readable bytes behind it.
    ///   - received: when it was taken off the broker, UNIX seconds.
    /// - Returns: how many events it held.
    /// - Throws: why it was refused.
    package func decodeBody(_ body: UnsafeRawBufferPointer, received: Double) throws(EventDecodingError) -> Int {
        try checkSize(body.count)
        var count = 0
        let status = csj_decode_body(decoder, body.baseAddress, body.count, received, &count)
        try check(status)
        return count
    }

    /// Decodes a line of the recording format.
    /// - Parameter line: JSON, with ``padding`` readable bytes behind it.
    /// - Returns: how many events it held, and when it was received (UNIX seconds; NaN if it does not say).
    /// - Throws: why it was refused.
    package func decodeRecordingLine(
        _ line: UnsafeRawBufferPointer
    ) throws(EventDecodingError) -> (count: Int, received: Double) {
        try checkSize(line.count)
        var count = 0
        var received = Double.nan
        let status = csj_decode_line(decoder, line.baseAddress, line.count, &received, &count)
        try check(status)
        return (count, received)
    }

    /// Hands on what has gathered.
    package func flush() {
        csj_decoder_flush(decoder)
    }

    /// How many messages only the tolerant parser understood.
    package var toleratedCount: UInt64 { csj_tolerated(decoder) }

    /// Attributes that were left out because their event had more than 256 unknown ones.
    package var droppedAttributeCount: UInt64 { csj_dropped_attributes(decoder) }

    private func checkSize(_ count: Int) throws(EventDecodingError) {
        if count > maxMessageBytes { throw .tooLarge(bytes: count, limit: maxMessageBytes) }
    }

    private func check(_ status: Int32) throws(EventDecodingError) {
        if status == CSJ_OK { return }
        let reason = csj_error(decoder).map { String(cString: $0) } ?? ""
        throw status == CSJ_NOT_AN_EVENT ? .notAnEvent(reason) : .undecodable(reason)
    }
}
