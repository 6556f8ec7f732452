// SPDX-License-Identifier: Apache-2.0
import CIsolation
import Glibc
import Synchronization

/// Memory that this process writes and helper processes read: one memfd, of which only what is used takes room.
///
/// Sealed: nobody can resize it, and nobody but this mapping can write to it, not even who gets the descriptor.
/// Helpers map it at the same address, so that pointers in it hold there too.
///
/// Sendable: nothing here changes; who may write to the memory is settled by who owns the table or frame in it.
final class SharedMemory: @unchecked Sendable {
    /// Address space of one piece.
    ///
    /// Pages that were never touched cost nothing.
    static let size: UInt64 = 128 << 30
    /// A stretch of address space that neither programs nor the kernel use by themselves, in pieces of `size`.
    private static let window: UInt64 = 0x1000_0000_0000
    private static let windowPieces: UInt64 = 512
    private static let header = 4096
    private static let made = Atomic<UInt64>(0)

    /// Differs from that of every other piece this process makes.
    let id: UInt64
    /// To be sent to a helper.
    let descriptor: Int32
    /// Where it is mapped.
    let base: UnsafeMutableRawPointer

    /// Makes a piece, empty and sealed.
    /// - Throws: the system's reason.
    init() throws(CameraError) {
        id = Self.made.add(1, ordering: .relaxed).newValue
        descriptor = ciso_memfd("evcam-snapshot", Self.size)
        guard descriptor >= 0 else { throw Self.failure("make", -descriptor) }
        var code: Int32 = 0
        let wish = Self.window + id % Self.windowPieces * Self.size
        guard let base = ciso_map_writable(descriptor, wish, Self.size, &code) else {
            close(descriptor)
            throw Self.failure("map", code)
        }
        self.base = base
        let sealed = ciso_seal(descriptor)
        guard sealed == 0 else {
            ciso_unmap(base, Self.size)
            close(descriptor)
            throw Self.failure("seal", -sealed)
        }
    }

    deinit {
        ciso_unmap(base, Self.size)
        close(descriptor)
    }

    /// Room for a snapshot's header.
    var head: UnsafeMutableRawPointer { base }
    /// Room for an array of tasks.
    var rows: UnsafeMutableRawBufferPointer { part(Self.header, to: Int(Self.size / 4)) }
    /// Room for what a picture's structs point to.
    var pieces: UnsafeMutableRawBufferPointer { part(Int(Self.size / 4), to: Int(Self.size)) }

    private func part(_ start: Int, to end: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: base + start, count: end - start)
    }

    private static func failure(_ what: String, _ code: Int32) -> CameraError {
        let reason =
            switch code {
            case EFBIG: "files may not be that large (ulimit -f, LimitFSIZE=)"
            case ENOMEM: "there is no address space for it (ulimit -v, LimitAS=)"
            case EMFILE, ENFILE: "too many files are open (ulimit -n, LimitNOFILE=)"
            case EINVAL where what == "seal": "this kernel cannot do that (Linux 5.1 and newer can)"
            default: String(cString: strerror(code))
            }
        return CameraError(
            .fatal, camera: "",
            "cannot \(what) shared memory of \(size >> 30) GB (address space, not memory): \(reason)")
    }
}
