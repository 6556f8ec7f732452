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
        // Two more than are left: base64 is decoded three bytes at a time.
        raw = BoundedBuffer(limit: limit + 2)
        // One more than is allowed, to see an end that lies exactly there.
        inflated = BoundedBuffer(limit: limit + 1)
        json = BoundedBuffer(limit: limit)
        yaml = YAMLTranscoder(limit: limit)
    }

    /// The bytes that a recording's line holds in base64; valid until the next call.
    func decode(base64 text: UnsafeRawBufferPointer) throws(EventDecodingError) -> UnsafeRawBufferPointer {
        raw.removeAll()
        try raw.reserve(text.count / 4 * 3)
        let count = cb64_decode(text.baseAddress, text.count, raw.room.baseAddress)
        guard count >= 0 else { throw .notBase64 }
        raw.commit(count)
        return raw.bytes
    }

    /// The bytes without their compression; the same bytes where they are not compressed, whatever the label says.
    ///
    /// A dispatcher of Celery that has once compressed an event labels all later ones so too. So the bytes count
    /// for more than the label.
    /// - Returns: the bytes, valid until the next call, and what to say should they turn out to be broken after all.
    func decompress(
        _ body: UnsafeRawBufferPointer, _ label: Label
    ) throws(EventDecodingError) -> (bytes: UnsafeRawBufferPointer, doubt: EventDecodingError?) {
        let named = Compression(label)
        if named != nil, let compression = Compression(markOf: body) {
            try inflated.inflate(body, compression, with: inflater(of: compression))
            return (inflated.bytes, nil)
        }
        guard let named else { return (body, .unknownCompression(label.text)) }
        guard named == .brotli else {
            return (body, .undecompressable(named.name, "it does not begin so, and is not plain either"))
        }
        // Only trying tells: brotli has no mark.
        do throws(EventDecodingError) {
            try inflated.inflate(body, .brotli, with: inflater(of: .brotli))
            return (inflated.bytes, nil)
        } catch {
            guard case .undecompressable = error else { throw error }
            return (body, error)
        }
    }

    /// The body as JSON text, valid until the next call.
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

    private func inflater(of compression: Compression) -> any Inflater {
        if let known = inflaters.first(where: { $0.compression == compression }) { return known.inflater }
        let inflater = compression.makeInflater()
        inflaters.append((compression, inflater))
        return inflater
    }
}
