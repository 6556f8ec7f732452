// SPDX-License-Identifier: Apache-2.0
internal import CZstd

/// zstd frames.
final class ZstdInflater: Inflater {
    private var context: OpaquePointer?

    /// A frame's header may ask for a window of 128 MiB; more than this is not kept for the next message.
    private static let keptBytes = 4 << 20

    deinit {
        ZSTD_freeDCtx(context)
    }

    func begin() -> Bool {
        if context == nil { context = ZSTD_createDCtx() }
        guard let context else { return false }
        return ZSTD_isError(ZSTD_DCtx_reset(context, ZSTD_reset_session_only)) == 0
    }

    func inflate(_ input: inout UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer) -> InflatedPiece {
        var from = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var to = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
        let left = ZSTD_decompressStream(context, &to, &from)
        input = input.behind(from.pos)
        let piece = InflatedPiece(written: to.pos, state: Self.state(left))
        if piece.state != .goesOn, ZSTD_sizeof_DCtx(context) > Self.keptBytes {
            ZSTD_freeDCtx(context)
            context = nil
        }
        return piece
    }

    private static func state(_ left: Int) -> InflatedPiece.State {
        if ZSTD_isError(left) != 0 { return .failed(String(cString: ZSTD_getErrorName(left))) }
        return left == 0 ? .ended : .goesOn
    }
}
