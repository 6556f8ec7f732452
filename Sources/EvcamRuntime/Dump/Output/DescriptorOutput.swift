// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A dump to standard output, without a buffer that could lose what was said last.
package final class DescriptorOutput: DumpOutput {
    /// None.
    package let files: [String] = []
    /// Whether whoever read has gone away; nothing more is written then.
    package private(set) var isClosed = false
    private let descriptor: Int32

    /// Writes to an open descriptor.
    package init(_ descriptor: Int32) { self.descriptor = descriptor }

    package func write(_ bytes: UnsafeRawBufferPointer) throws(DumpError) {
        var rest = bytes[...]
        while !rest.isEmpty, !isClosed {
            let count = Glibc.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EPIPE {
                isClosed = true
            } else if errno != EINTR {
                throw DumpError.file("write to", "standard output")
            }
        }
    }

    package func tick(_ now: Double) {}
    package func finish() {}
}
