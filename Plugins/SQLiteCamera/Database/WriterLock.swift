// SPDX-License-Identifier: Apache-2.0

import CameraKit
import Glibc

/// The file beside a recording that says who writes to it; readers do not look at it.
///
/// Not the recording itself: closing any descriptor of that ends SQLite's locks in this process.
final class WriterLock {
    private let path: String
    private let descriptor: Int32

    /// Takes the lock, or throws ``CameraError/config(_:)`` if somebody has it.
    init(for recording: String) throws {
        path = recording + "-lock"
        while true {
            let opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
            guard opened >= 0 else { throw FileError("make", path) }
            guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
                close(opened)
                throw CameraError.config(
                    "\(recording) is being written by another camera or another evcam; give each camera a `path` of "
                        + "its own")
            }
            // Whoever had it may have deleted the file between the two calls.
            if Self.isAt(path, opened) {
                descriptor = opened
                return
            }
            close(opened)
        }
    }

    deinit {
        if Self.isAt(path, descriptor) { unlink(path) }
        close(descriptor)
    }

    private static func isAt(_ path: String, _ descriptor: Int32) -> Bool {
        var open = stat()
        var named = stat()
        return fstat(descriptor, &open) == 0 && stat(path, &named) == 0 && open.st_dev == named.st_dev
            && open.st_ino == named.st_ino
    }
}
