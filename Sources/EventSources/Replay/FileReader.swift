// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A file or pipe, read with large reads; a wait ends when the doorbell rings.
final class FileReader: ByteReader {
    private let path: String
    private let descriptor: Int32
    private let doorbell: Doorbell
    private let mayWait: Bool
    private let isOwner: Bool
    private var peeked: [UInt8] = []
    /// Milliseconds to wait for bytes at most; -1: without end.
    var patience: Int32 = -1

    /// Opens `path`; "-" is the standard input.
    init(path: String, doorbell: Doorbell) throws {
        self.path = path == "-" ? "standard input" : path
        self.doorbell = doorbell
        isOwner = path != "-"
        descriptor = isOwner ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
            let code = errno
            if isOwner, descriptor >= 0 { close(descriptor) }
            throw SourceError.file("open", self.path, code)
        }
        mayWait = status.st_mode & S_IFMT != S_IFREG
        if !mayWait { posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL) }
    }

    deinit { if isOwner { close(descriptor) } }

    /// Whether the file begins with the two bytes of gzip; nil if the doorbell rang before they came.
    func isCompressed() throws -> Bool? {
        while peeked.count < 2 {
            var byte: UInt8 = 0
            switch try withUnsafeMutableBytes(of: &byte, readMore) {
            case .bytes: peeked.append(byte)
            case .interrupted: return nil
            case .ended, .broken: return false
            }
        }
        return peeked == [0x1F, 0x8B]
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> ReadResult {
        guard !peeked.isEmpty else { return try readMore(into: buffer) }
        let count = min(buffer.count, peeked.count)
        buffer.copyBytes(from: peeked[..<count])
        peeked.removeFirst(count)
        return .bytes(count)
    }

    private func readMore(into buffer: UnsafeMutableRawBufferPointer) throws -> ReadResult {
        while true {
            if mayWait, try !waitForBytes() { return .interrupted }
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .ended }
            if errno != EINTR, errno != EAGAIN { throw SourceError.file("read", path, errno) }
        }
    }

    /// Waits until there is something to read; false if the doorbell rang or the patience is at its end.
    private func waitForBytes() throws -> Bool {
        var waited = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: doorbell.fileDescriptor, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            let count = poll(&waited, 2, patience)
            if count > 0 { break }
            if count == 0 { return false }
            if errno != EINTR { throw SourceError.file("wait for", path, errno) }
        }
        return waited[1].revents == 0 || !doorbell.silence()
    }
}
