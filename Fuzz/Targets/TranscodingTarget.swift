// SPDX-License-Identifier: Apache-2.0

/// Turns an input into JSON: whatever a transcoder makes, the decoder has to take for JSON.
enum TranscodingTarget {
    static func run(_ input: UnsafeRawBufferPointer, _ serializer: Serializer) {
        let limit = 1 << 18
        let unpacker = BodyUnpacker(limit: limit)
        let padded = PaddedInput(input)
        guard let json = try? unpacker.transcode(padded.bytes, serializer) else { return }
        precondition(json.count <= limit, "more than the limit")
        let decoder = EventDecoder(maxMessageBytes: limit) { batch in
            var seen = DecodedBatch()
            seen.look(at: batch)
        }
        let body = PaddedInput(json)
        do {
            _ = try decoder.decodeBody(body.bytes, received: 1)
        } catch .undecodable(let reason, _) {
            preconditionFailure("\(reason): \(String(decoding: json, as: UTF8.self))")
        } catch {}
        decoder.flush()
    }
}
