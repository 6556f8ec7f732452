// SPDX-License-Identifier: Apache-2.0

import CZlib

/// The inflated bytes of a gzip file of one or more members.
final class GzipReader: ByteReader {
    private let source: any ByteReader
    private let input: UnsafeMutableRawBufferPointer
    private let stream: UnsafeMutablePointer<z_stream>
    /// Between two members: an end here is the file's proper end.
    private var isBetweenMembers = false
    private var failure: ReadResult?

    /// Inflates what `source` reads.
    init(_ source: any ByteReader) throws {
        self.source = source
        input = .allocate(byteCount: 256 << 10, alignment: 64)
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 16 more than the window's bits: gzip members only, with their checksum.
        guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw SourceError("cannot inflate a gzip file: zlib has no memory left; free some and start again")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        input.deallocate()
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> ReadResult {
        if let failure { return failure }
        let room = min(buffer.count, Int(UInt32.max))
        stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(room)
        while true {
            if let ending = try refill() { return ending }
            let code = inflate(stream, Z_NO_FLUSH)
            let written = room - Int(stream.pointee.avail_out)
            switch code {
            case Z_STREAM_END:
                inflateReset(stream)
                isBetweenMembers = true
            case Z_OK, Z_BUF_ERROR: break
            default:
                failure = .broken(.fileDamaged, "the gzip data is damaged (\(reason(code)))")
                return written > 0 ? .bytes(written) : failure ?? .ended
            }
            if written > 0 { return .bytes(written) }
        }
    }

    /// Sees to it that there is input; returns how the reading ends if there is none.
    private func refill() throws -> ReadResult? {
        if stream.pointee.avail_in == 0 {
            switch try source.read(into: input) {
            case .bytes(let count):
                stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
                stream.pointee.avail_in = UInt32(count)
            case .ended:
                failure = isBetweenMembers ? .ended : .broken(.fileTruncated, "the gzip file ends too early")
                return failure
            case let other: return other
            }
        }
        return isBetweenMembers ? try beginMember() : nil
    }

    /// Skips the zeros that some tools pad with, and sees whether another member follows.
    private func beginMember() throws -> ReadResult? {
        while stream.pointee.avail_in > 0, let next = stream.pointee.next_in, next.pointee == 0 {
            stream.pointee.next_in = next + 1
            stream.pointee.avail_in -= 1
        }
        guard stream.pointee.avail_in > 0, let next = stream.pointee.next_in else { return try refill() }
        guard next.pointee == 0x1F else {
            failure = .broken(.fileDamaged, "the gzip data is followed by something else, which is not read")
            return failure
        }
        isBetweenMembers = false
        return nil
    }

    private func reason(_ code: Int32) -> String {
        stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(code)"
    }
}
