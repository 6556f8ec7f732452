// SPDX-License-Identifier: Apache-2.0
internal import CSimdjson

/// Turns messages into events and hands them on in batches.
///
/// Not thread-safe: it belongs to the thread that takes the messages.
package final class EventDecoder {
    /// How many bytes behind a message have to be readable.
    package static let padding = Int(CSJ_PADDING)

    /// A message with more bytes is refused, be it before or after it is unpacked.
    package let maxMessageBytes: Int

    /// The same for a recording's line.
    private let maxLineBytes: Int
    private let handler: (EventBatch) -> Void
    private var decoder: OpaquePointer?
    /// Made for the first body that is no plain JSON.
    private lazy var unpacker = BodyUnpacker(limit: maxMessageBytes)

    /// Makes a decoder.
    /// - Parameters:
    ///   - maxMessageBytes: the longest message it takes.
    ///   - handler: gets the events, in order; called by ``decodeBody(_:received:isBacklog:)``,
    ///     ``decodeMessage(_:contentType:compression:received:isBacklog:)``, ``decodeRecordingLine(_:)`` and
    ///     ``flush()`` only.
    package init(maxMessageBytes: Int = 8 << 20, handler: @escaping (EventBatch) -> Void) {
        self.maxMessageBytes = maxMessageBytes
        maxLineBytes = maxMessageBytes / 3 * 4 + 64 << 10
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

    /// Decodes a message as a broker delivers it, whatever its sender serialised and compressed it with.
    ///
    /// JSON, msgpack and YAML are taken, and all of kombu's compressions. A body without a content type is tried as
    /// JSON (kombu takes it for `application/data` and gives up). A compression that is named but was not applied is
    /// no fault: Celery's dispatcher names it on every event that follows a compressed one.
    /// - Parameters:
    ///   - body: the bytes, with ``padding`` more that are readable behind them.
    ///   - contentType: such as `application/json`, as the sender wrote it; empty: it did not.
    ///   - compression: the header of that name, as the sender wrote it; empty: there is none.
    ///   - received: when it was taken off the broker, UNIX seconds.
    ///   - isBacklog: it had lain in a queue while nobody read, see ``Event/isBacklog``.
    /// - Returns: how many events it held.
    /// - Throws: why it was refused.
    package func decodeMessage(
        _ body: UnsafeRawBufferPointer, contentType: UnsafeRawBufferPointer, compression: UnsafeRawBufferPointer,
        received: Double, isBacklog: Bool
    ) throws(EventDecodingError) -> Int {
        if isPlainJSON(contentType: contentType, compression: compression) {
            return try decodeBody(body, received: received, isBacklog: isBacklog)
        }
        return try decodePacked(
            body, contentType: Label(contentType), compression: Label(compression), received: received,
            isBacklog: isBacklog)
    }

    /// Decodes the body of a message that is plain JSON: an event or an array of events.
    /// - Parameters:
    ///   - body: JSON, with ``padding`` readable bytes behind it.
    ///   - received: when it was taken off the broker, UNIX seconds.
    ///   - isBacklog: it had lain in a queue while nobody read, see ``Event/isBacklog``.
    /// - Returns: how many events it held.
    /// - Throws: why it was refused.
    package func decodeBody(
        _ body: UnsafeRawBufferPointer, received: Double, isBacklog: Bool = false
    ) throws(EventDecodingError) -> Int {
        try checkSize(body.count, limit: maxMessageBytes)
        var count = 0
        let status = csj_decode_body(decoder, body.baseAddress, body.count, received, isBacklog ? 1 : 0, &count)
        if status != CSJ_OK { throw refusal(status) }
        return count
    }

    /// Decodes a line of the recording format, with a body that is plain JSON or one in base64.
    /// - Parameter line: JSON, with ``padding`` readable bytes behind it. It may be longer than a message by a third,
    ///   which is what base64 adds, and by 64 KiB for what stands around it.
    /// - Returns: how many events it held, and when it was received (UNIX seconds; NaN if it does not say).
    /// - Throws: why it was refused.
    package func decodeRecordingLine(
        _ line: UnsafeRawBufferPointer
    ) throws(EventDecodingError) -> (count: Int, received: Double) {
        try checkSize(line.count, limit: maxLineBytes)
        var count = 0
        var received = Double.nan
        let status = csj_decode_line(decoder, line.baseAddress, line.count, &received, &count)
        if status != CSJ_OK {
            guard status == CSJ_ENCODED else { throw refusal(status) }
            count = try decodeEncoded(received: received)
        }
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

    /// Decodes the body that the last line holds in base64.
    @inline(never)
    private func decodeEncoded(received: Double) throws(EventDecodingError) -> Int {
        guard let line = csj_line_body(decoder)?.pointee else { return 0 }
        func text(_ value: csj_value) -> UnsafeRawBufferPointer {
            UnsafeRawBufferPointer(start: value.text, count: Int(value.length))
        }
        defer { unpacker.release() }
        // The line's texts are gone as soon as the decoder goes on: whatever is left of the labels comes first.
        let (contentType, compression) = (text(line.content_type), text(line.compression))
        let body = try unpacker.decode(base64: text(line.body))
        if isPlainJSON(contentType: contentType, compression: compression) {
            return try decodeBody(body, received: received, isBacklog: line.is_backlog != 0)
        }
        return try decodePacked(
            body, contentType: Label(contentType), compression: Label(compression), received: received,
            isBacklog: line.is_backlog != 0)
    }

    @inline(never)
    private func decodePacked(
        _ body: UnsafeRawBufferPointer, contentType: Label, compression: Label, received: Double, isBacklog: Bool
    ) throws(EventDecodingError) -> Int {
        try checkSize(body.count, limit: maxMessageBytes)
        defer { unpacker.release() }
        guard let serializer = Serializer(contentType) else {
            throw .unknownSerializer(contentType: contentType.text)
        }
        var bytes = body
        var doubt: EventDecodingError?
        if !compression.isEmpty { (bytes, doubt) = try unpacker.decompress(body, compression) }
        do throws(EventDecodingError) {
            let json = try unpacker.transcode(bytes, serializer)
            return try decodeBody(json, received: received, isBacklog: isBacklog)
        } catch .undecodable(let reason, let serializer) {
            throw doubt ?? .undecodable(reason, as: serializer)
        }
    }

    private func checkSize(_ count: Int, limit: Int) throws(EventDecodingError) {
        if count > limit { throw .tooLarge(bytes: count, limit: limit) }
    }

    @inline(never)
    private func refusal(_ status: Int32) -> EventDecodingError {
        let reason = csj_error(decoder).map { String(cString: $0) } ?? ""
        return status == CSJ_NOT_AN_EVENT ? .notAnEvent(reason) : .undecodable(reason)
    }
}
