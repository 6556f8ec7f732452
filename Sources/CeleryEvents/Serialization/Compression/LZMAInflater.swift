// SPDX-License-Identifier: Apache-2.0
internal import CLZMA

/// xz containers, and .lzma alone.
final class LZMAInflater: Inflater {
    private let stream: UnsafeMutablePointer<lzma_stream>

    /// A dictionary is allocated as large as the data's header says; xz at its highest level needs 65 MiB.
    private static let memoryLimit: UInt64 = 80 << 20

    init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: lzma_stream())
    }

    deinit {
        lzma_end(stream)
        stream.deallocate()
    }

    func begin() -> Bool { lzma_auto_decoder(stream, Self.memoryLimit, 0) == LZMA_OK }

    func inflate(_ input: inout UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer) -> InflatedPiece {
        stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = input.count
        stream.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = room.count
        let code = lzma_code(stream, LZMA_RUN)
        input = input.behind(input.count - stream.pointee.avail_in)
        let piece = InflatedPiece(written: room.count - stream.pointee.avail_out, state: Self.state(code))
        // Its megabytes are not kept for the next message.
        if piece.state != .goesOn { lzma_end(stream) }
        return piece
    }

    private static func state(_ code: lzma_ret) -> InflatedPiece.State {
        switch code {
        case LZMA_STREAM_END: .ended
        case LZMA_OK, LZMA_BUF_ERROR: .goesOn
        case LZMA_MEMLIMIT_ERROR: .failed("it needs more than \(memoryLimit >> 20) MiB of memory")
        case LZMA_MEM_ERROR: .failed("there is no memory left")
        case LZMA_FORMAT_ERROR: .failed("it does not begin like xz or .lzma")
        case LZMA_OPTIONS_ERROR: .failed("it uses options that liblzma does not know")
        case LZMA_DATA_ERROR: .failed("its checksum or structure is wrong")
        default: .failed("liblzma error \(code.rawValue)")
        }
    }
}
