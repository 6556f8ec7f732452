// SPDX-License-Identifier: Apache-2.0
import CIsolation
import Glibc
import Threads

/// A page that the host writes and its helper reads: whether the running call should give up.
///
/// Apart from everything that the helper could write: nothing is read back from it.
final class ControlPage {
    static let size: UInt64 = 4096
    let descriptor: Int32
    private let page: UnsafeMutableRawPointer

    init() throws(SystemError) {
        descriptor = ciso_memfd("evcam-control", Self.size)
        guard descriptor >= 0 else { throw SystemError(code: -descriptor) }
        var code: Int32 = 0
        guard let page = ciso_map_writable(descriptor, 0, Self.size, &code) else {
            close(descriptor)
            throw SystemError(code: code)
        }
        self.page = page
        code = -ciso_seal(descriptor)
        guard code == 0 else {
            ciso_unmap(page, Self.size)
            close(descriptor)
            throw SystemError(code: code)
        }
    }

    deinit {
        ciso_unmap(page, Self.size)
        close(descriptor)
    }

    func set(isCancelled: Bool) { ciso_store(page, isCancelled ? 1 : 0) }
}
