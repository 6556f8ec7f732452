// SPDX-License-Identifier: Apache-2.0
internal import CZlib

/// zlib streams (RFC 1950) and gzip members (RFC 1952), told apart by their first bytes.
final class ZlibInflater: Inflater {
    /// On the heap: zlib keeps its address.
    private let stream: UnsafeMutablePointer<z_stream>
    private var isOpen: Bool

    init() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 32 more than the window's bits: both formats.
        isOpen = inflateInit2_(stream, 15 + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    }

    deinit {
        if isOpen { inflateEnd(stream) }
        stream.deallocate()
    }

    func begin() -> Bool { isOpen && inflateReset(stream) == Z_OK }

    func inflate(_ input: inout UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer) -> InflatedPiece {
        let offered = UInt32(clamping: input.count)
        let free = UInt32(clamping: room.count)
        // zlib never writes to its input.
        stream.pointee.next_in = UnsafeMutableRawPointer(mutating: input.baseAddress)?
            .assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = offered
        stream.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = free
        let code = CZlib.inflate(stream, Z_NO_FLUSH)
        input = input.behind(Int(offered - stream.pointee.avail_in))
        return InflatedPiece(written: Int(free - stream.pointee.avail_out), state: state(code))
    }

    private func state(_ code: Int32) -> InflatedPiece.State {
        switch code {
        case Z_STREAM_END: .ended
        case Z_OK, Z_BUF_ERROR: .goesOn
        case Z_NEED_DICT: .failed("it needs a dictionary")
        case Z_MEM_ERROR: .failed("there is no memory left")
        default: .failed(stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(code)")
        }
    }
}
