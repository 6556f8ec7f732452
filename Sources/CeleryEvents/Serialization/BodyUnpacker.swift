// SPDX-License-Identifier: Apache-2.0
internal import CBase64

/// Undoes what was done to a body, so that plain JSON is left: base64, compression, another serializer.
///
/// Its memory is kept from message to message, and is bounded: nothing that it makes is larger than a message may be.
/// Confined to the decoder's thread.
final class BodyUnpacker {
    private let limit: Int
    /// A recording's body out of its base64.
    private let raw: BoundedBuffer
    private let inflated: BoundedBuffer
    private let json: BoundedBuffer
    private var inflaters: [(compression: Compression, inflater: any Inflater)] = []
    private var msgpack = MessagePackTranscoder()
    private var yaml: YAMLTranscoder

    /// - Parameter limit: the most bytes of a body, whatever form it is in.
    init(limit: Int) {
        self.limit = limit
        // What base64 holds is known to two bytes before it is decoded.
        raw = BoundedBuffer(limit: limit + 2)
        // One more than is allowed, to see an end that lies exactly there.
        inflated = BoundedBuffer(limit: limit + 1)
        json = BoundedBuffer(limit: limit)
        yaml = YAMLTranscoder(limit: limit)
    }

    /// The bytes that a recording's line holds in base64; valid until the next call or ``release()``.
    func decode(base64 text: UnsafeRawBufferPointer) throws(EventDecodingError) -> UnsafeRawBufferPointer {
        raw.removeAll()
        let most = text.count / 4 * 3
        guard most <= raw.limit else { throw .tooLarge(bytes: most, limit: limit) }
        try raw.reserve(most)
        let count = cb64_decode(text.baseAddress, text.count, raw.room.baseAddress)
        guard count >= 0 else { throw .notBase64 }
        raw.commit(count)
        return raw.bytes
    }

    /// The bytes without their compression; the same bytes where they are not compressed, whatever the label says.
    ///
    /// A dispatcher of Celery that has once compressed an event labels all later ones so too. So the bytes count
    /// for more than the label.
    /// - Returns: the bytes, valid until the next call or ``release()``, and what to say should they turn out to be
    ///   broken after all.
    func decompress(
        _ body: UnsafeRawBufferPointer, _ label: Label
    ) throws(EventDecodingError) -> (bytes: UnsafeRawBufferPointer, doubt: EventDecodingError?) {
        guard let named = Compression(label) else { return (body, .unknownCompression(label.text)) }
        var doubt = EventDecodingError.undecompressable(named.name, "it does not begin so, and is not plain either")
        if named == .brotli {
            // It has no mark, and may begin like any other: only trying tells.
            do throws(EventDecodingError) {
                try inflated.inflate(body, named, with: inflater(of: named))
                return (inflated.bytes, nil)
            } catch {
                guard case .undecompressable = error else { throw error }
                doubt = error
            }
        }
        guard let compression = Compression(markOf: body) else { return (body, doubt) }
        try inflated.inflate(body, compression, with: inflater(of: compression))
        return (inflated.bytes, nil)
    }

    /// The body as JSON text, valid until the next call or ``release()``.
    func transcode(
        _ body: UnsafeRawBufferPointer, _ serializer: Serializer
    ) throws(EventDecodingError) -> UnsafeRawBufferPointer {
        switch serializer {
        case .json: return body
        case .msgpack: try msgpack.transcode(body, to: json)
        case .yaml: try yaml.transcode(body, to: json)
        case .pickle: throw .pickle
        case .signed: throw .signed
        }
        return json.bytes
    }

    /// Gives back what a large message took; all that was lent is gone.
    func release() {
        raw.removeAll()
        inflated.removeAll()
        json.removeAll()
        yaml.release()
    }

    private func inflater(of compression: Compression) -> any Inflater {
        if let known = inflaters.first(where: { $0.compression == compression }) { return known.inflater }
        let inflater = compression.makeInflater()
        inflaters.append((compression, inflater))
        return inflater
    }
}
