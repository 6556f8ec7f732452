// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What keeps a second evcam off a tape: a lock on a file beside the segments, which ends with the process.
struct TapeLock: ~Copyable {
    private let descriptor: Int32

    /// Takes the lock.
    /// - Parameter folder: the tape's.
    /// - Throws: who holds it.
    init(_ folder: SegmentFolder) throws(SourceError) {
        let path = folder.path + "/.lock"
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .tape("open", path, errno) }
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            if errno == EINTR { continue }
            let code = errno
            let owner = Self.owner(file)
            close(file)
            guard code == EWOULDBLOCK else { throw .tape("lock", path, code) }
            throw SourceError(
                "the tape '\(folder.path)' is being recorded by another evcam\(owner); "
                    + "stop that one, or name another folder after `tape:`")
        }
        // For the message above only: it may fail on a full disk.
        let text = Array("\(getpid())\n".utf8)
        if ftruncate(file, 0) == 0 { _ = pwrite(file, text, text.count, 0) }
        descriptor = file
    }

    deinit {
        // A child that is being started may have the file open for a moment more, and the lock with it.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    private static func owner(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let digits = bytes[..<max(count, 0)].prefix { (0x30...0x39).contains($0) }
        return digits.isEmpty ? "" : " (pid \(String(decoding: digits, as: UTF8.self)))"
    }
}
