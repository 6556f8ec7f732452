// SPDX-License-Identifier: Apache-2.0
private import CZlib
import Glibc

/// One file of a dump, from its first line to its last.
///
/// Until it is finished it has `.part` behind its name, so that no name ever stands for half a file.
final class DumpFile {
    /// Its name once it is finished.
    let path: String
    /// When it was begun, UNIX seconds.
    let began: Double
    /// Bytes that have reached it.
    private(set) var size: Int64 = 0

    private let part: String
    private var descriptor: Int32
    private var archive: gzFile?

    init(_ path: String, compresses: Bool, now: Double) throws(DumpError) {
        self.path = path
        began = now
        part = path + ".part"
        descriptor = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0o644)
        guard descriptor >= 0 else { throw DumpError.file("make", part, isStart: true) }
        guard compresses else { return }
        archive = gzdopen(descriptor, "wb6")
        guard archive != nil else { throw DumpError.file("compress", part, ENOMEM) }
    }

    deinit {
        // One that is not finished stays as it is: there may be hours of events in it.
        if let archive { gzclose(archive) } else if descriptor >= 0 { close(descriptor) }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(DumpError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let chunk = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 28))
            errno = 0
            let count =
                archive.map { Int(gzwrite($0, chunk.baseAddress, UInt32(chunk.count))) }
                ?? Glibc.write(descriptor, chunk.baseAddress, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw DumpError.file("write", part, errno == 0 ? ENOSPC : errno) }
            rest = rest.dropFirst(count)
        }
        measure(adding: bytes.count)
    }

    /// Hands what zlib holds back to the file, so that a `kill -9` leaves it readable up to here.
    func flush() throws(DumpError) {
        guard let archive else { return }
        guard gzflush(archive, Z_SYNC_FLUSH) == Z_OK else { throw DumpError.file("write", part) }
        measure(adding: 0)
    }

    /// Gives the file its name, once its bytes are on the disk; never in place of another file.
    func finish() throws(DumpError) {
        if let archive, gzflush(archive, Z_FINISH) != Z_OK { throw DumpError.file("write", part) }
        guard fdatasync(descriptor) == 0 else { throw DumpError.file("write", part) }
        if let archive {
            self.archive = nil
            descriptor = -1
            guard gzclose(archive) == Z_OK else { throw DumpError.file("write", part) }
        } else {
            close(descriptor)
            descriptor = -1
        }
        // link and not rename, which would replace a file of that name; some file systems know no links.
        if link(part, path) == 0 {
            unlink(part)
        } else {
            guard errno != EEXIST, access(path, F_OK) != 0, rename(part, path) == 0 else {
                throw DumpError.file("give '\(part)' the name", path)
            }
        }
    }

    private func measure(adding count: Int) {
        var status = stat()
        if archive == nil {
            size += Int64(count)
        } else if fstat(descriptor, &status) == 0 {
            size = Int64(status.st_size)
        }
    }
}
