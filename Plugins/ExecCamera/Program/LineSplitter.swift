// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Lines as they come out of a pipe that does not block.
struct LineSplitter {
    /// Bytes of a line; a longer one comes in pieces.
    let limit: Int
    private var bytes: [UInt8] = []
    private var lines: [String] = []

    init(limit: Int) { self.limit = limit }

    /// Whether ``next()`` has something.
    var hasLines: Bool { !lines.isEmpty }

    /// The next whole line without its end; nil: there is none.
    mutating func next() -> String? { lines.isEmpty ? nil : lines.removeFirst() }

    /// What came after the last line end.
    mutating func takeRest() -> String? {
        defer { bytes.removeAll() }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }

    /// Takes what is there, up to 256 KiB of it.
    /// - Returns: false once the other end is closed.
    mutating func read(_ descriptor: Int32) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        for _ in 0..<16 {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count < 0 && errno == EAGAIN }
            for byte in chunk[..<count] {
                if byte != UInt8(ascii: "\n") { bytes.append(byte) }
                guard byte == UInt8(ascii: "\n") || bytes.count == limit else { continue }
                lines.append(String(decoding: bytes, as: UTF8.self))
                bytes.removeAll(keepingCapacity: true)
            }
            if count < chunk.count { break }
        }
        return true
    }
}
