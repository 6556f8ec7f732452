// SPDX-License-Identifier: Apache-2.0
internal import CBrotli

/// Brotli streams (RFC 7932).
final class BrotliInflater: Inflater {
    private var decoder: OpaquePointer?

    deinit { close() }

    func begin() -> Bool {
        close()
        decoder = BrotliDecoderCreateInstance(nil, nil, nil)
        return decoder != nil
    }

    func inflate(_ input: inout UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer) -> InflatedPiece {
        guard let decoder else { return InflatedPiece(written: 0, state: .failed("there is no memory left")) }
        var offered = input.count
        var free = room.count
        var from = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        var to = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
        let result = BrotliDecoderDecompressStream(decoder, &offered, &from, &free, &to, nil)
        input = input.behind(input.count - offered)
        let piece = InflatedPiece(written: room.count - free, state: state(result))
        // Its window of megabytes is not kept for the next message.
        if piece.state != .goesOn { close() }
        return piece
    }

    private func state(_ result: BrotliDecoderResult) -> InflatedPiece.State {
        switch result {
        case BROTLI_DECODER_RESULT_SUCCESS: return .ended
        case BROTLI_DECODER_RESULT_ERROR:
            let reason = BrotliDecoderErrorString(BrotliDecoderGetErrorCode(decoder))
            return .failed(reason.map { String(cString: $0) } ?? "its structure is wrong")
        default: return .goesOn
        }
    }

    private func close() {
        if let decoder { BrotliDecoderDestroyInstance(decoder) }
        decoder = nil
    }
}
