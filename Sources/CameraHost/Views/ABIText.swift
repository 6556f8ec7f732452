// SPDX-License-Identifier: Apache-2.0
import CameraABI
import ClusterState

extension evcam_string {
    /// Unknown.
    static var absent: evcam_string { evcam_string(ptr: nil, len: 0) }

    /// The text of a literal, which lives for ever.
    init(_ literal: StaticString) {
        self.init(
            ptr: UnsafeRawPointer(literal.utf8Start).assumingMemoryBound(to: CChar.self),
            len: UInt64(literal.utf8CodeUnitCount)
        )
    }

    /// A view of bytes that somebody else keeps.
    @inline(__always)
    init(_ bytes: UnsafeRawBufferPointer) {
        self.init(ptr: bytes.baseAddress?.assumingMemoryBound(to: CChar.self), len: UInt64(bytes.count))
    }

    /// A copy for us, its broken UTF-8 repaired and cut at `limit` bytes: a camera's text is not to be trusted.
    package func string(atMost limit: Int = 64 << 10) -> String? {
        ptr.map {
            String(decoding: UnsafeRawBufferPointer(start: $0, count: Int(min(len, UInt64(limit)))), as: UTF8.self)
        }
    }
}

extension Snapshot {
    /// An interned text as cameras see it.
    @inline(__always)
    func string(_ id: TextID) -> evcam_string { evcam_string(text(id)) }
}
