// SPDX-License-Identifier: Apache-2.0
internal import CBzip2

/// bzip2 streams.
final class Bzip2Inflater: Inflater {
    /// On the heap: libbz2 keeps its address.
    private let stream: UnsafeMutablePointer<bz_stream>
    private var isOpen = false

    init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: bz_stream())
    }

    deinit {
        close()
        stream.deallocate()
    }

    func begin() -> Bool {
        close()
        stream.pointee = bz_stream()
        isOpen = BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK
        return isOpen
    }

    func inflate(_ input: inout UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer) -> InflatedPiece {
        let offered = UInt32(clamping: input.count)
        let free = UInt32(clamping: room.count)
        // libbz2 never writes to its input.
        stream.pointee.next_in = UnsafeMutableRawPointer(mutating: input.baseAddress)?
            .assumingMemoryBound(to: CChar.self)
        stream.pointee.avail_in = offered
        stream.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: CChar.self)
        stream.pointee.avail_out = free
        let code = BZ2_bzDecompress(stream)
        input = input.behind(Int(offered - stream.pointee.avail_in))
        let piece = InflatedPiece(written: Int(free - stream.pointee.avail_out), state: Self.state(code))
        // Its megabytes are not kept for the next message.
        if piece.state != .goesOn { close() }
        return piece
    }

    private func close() {
        if isOpen { BZ2_bzDecompressEnd(stream) }
        isOpen = false
    }

    private static func state(_ code: Int32) -> InflatedPiece.State {
        switch code {
        case BZ_STREAM_END: .ended
        case BZ_OK: .goesOn
        case BZ_DATA_ERROR_MAGIC: .failed("it does not begin like bzip2")
        case BZ_DATA_ERROR: .failed("its checksum or structure is wrong")
        case BZ_MEM_ERROR: .failed("there is no memory left")
        default: .failed("libbz2 error \(code)")
        }
    }
}
