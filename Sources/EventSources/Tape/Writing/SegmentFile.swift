// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The segment that groups are written to; whoever syncs it closes it.
struct SegmentFile {
    /// Its path.
    let path: String
    /// Its descriptor.
    let descriptor: Int32
    /// Bytes of whole groups.
    private(set) var size: Int
    /// When it was begun, UNIX seconds.
    let created: Double

    /// Opens a segment to go on behind its last whole group.
    init(path: String, size: Int, created: Double) throws(SourceError) {
        self.path = path
        self.size = size
        self.created = created
        descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .tape("open", path, errno) }
    }

    /// Makes a segment that begins with this group.
    init(path: String, beginning: UnsafeRawBufferPointer, created: Double) throws(SourceError) {
        self.path = path
        self.created = created
        size = 0
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .tape("make", path, errno) }
        do {
            try write(beginning)
        } catch {
            close(descriptor)
            unlink(path)
            throw error
        }
    }

    /// Writes a group; one that cannot be written whole is cut off again.
    mutating func write(_ group: UnsafeRawBufferPointer) throws(SourceError) {
        var written = 0
        while written < group.count {
            let count = pwrite(
                descriptor, group.baseAddress.map { $0 + written }, group.count - written, off_t(size + written))
            if count > 0 {
                written += count
            } else if count == 0 || errno != EINTR {
                let code = count == 0 ? ENOSPC : errno
                // If even that fails, the next start finds a group without an end.
                _ = ftruncate(descriptor, off_t(size))
                throw .tape("write", path, code)
            }
        }
        size += group.count
    }
}
