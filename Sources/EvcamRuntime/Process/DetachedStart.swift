// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The detached process's line to the one that started it, which waits at the other end.
package struct DetachedStart: ~Copyable {
    private let descriptor: Int32

    /// Takes the line, and its mark out of the environment; nil in a process that was not detached.
    package static func current() -> DetachedStart? {
        guard let mark = getenv(Detach.mark) else { return nil }
        defer { unsetenv(Detach.mark) }
        return DetachedStart(mark: String(cString: mark))
    }

    init?(mark: String) {
        guard let descriptor = Int32(mark), fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else { return nil }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Says that everything is set up: the other process ends with 0.
    package consuming func ready() { say("ready") }

    /// Says that it cannot be: the other process shows the message and ends with that code.
    package consuming func failed(_ message: String, exitCode: Int32) { say("failed \(exitCode) \(message)") }

    private func say(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            // Nobody may listen any more: then there is nobody to tell.
            if count < 0, errno != EINTR { return }
            bytes = bytes.dropFirst(max(count, 0))
        }
    }
}
