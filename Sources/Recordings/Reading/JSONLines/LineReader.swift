// SPDX-License-Identifier: Apache-2.0

import CZlib
import Glibc

/// Lines of an open file, plain or gzip.
struct LineReader: ~Copyable {
    private let archive: gzFile
    private let path: String
    private var buffer: UnsafeMutableRawBufferPointer
    private var start = 0
    private var end = 0
    /// Whether the file ends in the middle of its compression.
    private(set) var isCutShort = false

    /// Reads from the file's beginning.
    init(_ file: LineFiles.File) throws {
        path = file.path
        let copy = fcntl(file.descriptor, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0, lseek(copy, 0, SEEK_SET) == 0, let archive = gzdopen(copy, "rb") else {
            throw RecordingError("cannot read \(file.path): \(String(cString: strerror(errno)))")
        }
        gzbuffer(archive, 1 << 17)
        self.archive = archive
        buffer = .allocate(byteCount: 1 << 18, alignment: 16)
    }

    deinit {
        gzclose(archive)
        buffer.deallocate()
    }

    /// The next line without its end, valid until the next call; nil after the last one.
    ///
    /// `isWhole`: whether a line feed stands behind it.
    mutating func next() throws -> (bytes: UnsafeRawBufferPointer, isWhole: Bool)? {
        var searched = start
        while true {
            if let base = buffer.baseAddress, let found = memchr(base + searched, 0x0A, end - searched) {
                let lineEnd = UnsafeRawPointer(found) - UnsafeRawPointer(base)
                let line = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[start..<lineEnd])
                start = lineEnd + 1
                return (line, true)
            }
            searched = end
            if start > 0 {
                let (moved, rest) = (start, end - start)
                if let base = buffer.baseAddress { memmove(base, base + moved, rest) }
                (start, end, searched) = (0, rest, searched - moved)
            }
            if end == buffer.count {
                let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 16)
                larger.copyMemory(from: UnsafeRawBufferPointer(buffer))
                buffer.deallocate()
                buffer = larger
            }
            let room = UInt32(min(buffer.count - end, 1 << 30))
            let count = gzread(archive, buffer.baseAddress.map { $0 + end }, room)
            if count <= 0 {
                var code: Int32 = 0
                let message = gzerror(archive, &code).map { String(cString: $0) } ?? ""
                isCutShort = code == Z_BUF_ERROR || code == Z_DATA_ERROR
                guard count == 0 || isCutShort else { throw RecordingError("cannot read \(path): \(message)") }
                return last()
            }
            end += Int(count)
        }
    }

    private mutating func last() -> (bytes: UnsafeRawBufferPointer, isWhole: Bool)? {
        guard start < end else { return nil }
        defer { start = end }
        return (UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[start..<end]), false)
    }
}
