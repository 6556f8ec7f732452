// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CeleryEvents

@Suite struct CompressionTests {
    private static let compressed = RecordedMessage.read.filter { $0.name.hasPrefix("compressed, way") }

    @Test(arguments: compressed) func `every beginning of a compressed body is refused`(message: RecordedMessage)
        throws
    {
        let body = try message.body
        let decoding = Decoding()
        for count in 0..<body.count {
            let error = decoding.refusal(
                Array(body[..<count]), contentType: message.contentType, compression: message.compression)
            #expect(error?.cause == "undecompressable", "\(count)")
        }
    }

    @Test(arguments: compressed) func `what stands behind the end is refused`(message: RecordedMessage) throws {
        let body = try message.body + Array("[]".utf8)
        let error = refusal(body, contentType: message.contentType, compression: message.compression)
        #expect(error?.cause == "undecompressable")
    }

    @Test(arguments: compressed) func `a damaged body does no harm`(message: RecordedMessage) throws {
        let body = try message.body
        let decoding = Decoding()
        for place in body.indices {
            var damaged = body
            damaged[place] ^= 0x10
            _ = decoding.refusal(damaged, contentType: message.contentType, compression: message.compression)
        }
    }

    @Test(arguments: ["zlib", "bz2", "xz", "zstd", "brotli"])
    func `the limit is on the bytes that come out`(label: String) throws {
        let messages = RecordedMessage.read.filter { $0.name == "compressed, way 0" && $0.compression == label }
        let bytes = try #require(messages.isEmpty ? nil : plainLength(messages[0]))
        for (limit, isTaken) in [(bytes, true), (bytes - 1, false), (bytes + 1, true)] {
            let decoding = Decoding(maxMessageBytes: limit)
            let body = try messages[0].body
            if isTaken {
                #expect(try decoding.add(body, contentType: ContentType.json, compression: label) == 3)
            } else {
                #expect(throws: EventDecodingError.unpacksTooLarge(limit: limit)) {
                    try decoding.add(body, contentType: ContentType.json, compression: label)
                }
            }
        }
    }

    @Test func `the bytes count for more than a label that names another compression`() throws {
        let bzip2 = try #require(Self.compressed.first { $0.compression == "application/x-bz2" })
        for label in ["gzip", "xz", "zstd", "brotli"] {
            #expect(try decoded(bzip2.body, contentType: bzip2.contentType, compression: label).count == 3)
        }
    }

    @Test func `many streams in one body are refused`() throws {
        // The shortest zlib stream, of nothing.
        let nothing: [UInt8] = [0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01]
        let body = Array(repeating: nothing, count: 10_000).flatMap { $0 }
        #expect(
            refusal(body, contentType: ContentType.json, compression: "gzip")
                == .undecompressable("gzip", "it has more than 64 streams"))
    }

    @Test func `a dictionary of gigabytes is refused`() {
        // .lzma alone: the header asks for 3 GiB.
        let body: [UInt8] = [0x5d, 0x00, 0x00, 0x00, 0xc0] + [UInt8](repeating: 0xff, count: 8) + [0, 0, 0, 0, 0, 0]
        #expect(
            refusal(body, contentType: ContentType.json, compression: "lzma")
                == .undecompressable("lzma", "it needs more than 80 MiB of memory"))
    }

    @Test(arguments: ["gzip", "bz2", "lzma", "zstd", "brotli"])
    func `a body that is neither compressed nor plain is refused as compressed`(label: String) {
        let error = refusal(Array("{broken".utf8), contentType: ContentType.json, compression: label)
        #expect(error?.cause == "undecompressable")
        // Plain, but no event: that is the better word.
        #expect(refusal(Array("[7]".utf8), contentType: ContentType.json, compression: label)?.cause == "not_an_event")
    }

    @Test func `an unknown compression is named`() {
        let body: [UInt8] = [0xff, 0x06, 0x00, 0x00, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59]
        let error = refusal(
            body, contentType: ContentType.json, compression: "snappy\n" + String(repeating: "x", count: 99))
        #expect(error == .unknownCompression("snappy?" + String(repeating: "x", count: 73) + "..."))
        #expect(error?.cause == "unknown_compression")
        #expect(error?.isOfSender == true)
    }

    @Test func `the memory of a large message is given back`() throws {
        let buffer = BoundedBuffer(limit: 8 << 20)
        try buffer.reserve(4 << 20)
        buffer.commit(4 << 20)
        buffer.removeAll()
        #expect(buffer.room.count < 1 << 20)
        #expect(throws: EventDecodingError.unpacksTooLarge(limit: 8 << 20)) { try buffer.reserve((8 << 20) + 1) }
    }

    private func plainLength(_ message: RecordedMessage) throws -> Int {
        let (body, label) = (try message.body, Array(message.compression.utf8))
        let unpacker = BodyUnpacker(limit: 8 << 20)
        return try body.withUnsafeBytes { body in
            try label.withUnsafeBytes { try unpacker.decompress(body, Label($0)).bytes.count }
        }
    }
}
