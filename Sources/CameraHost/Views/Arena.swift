// SPDX-License-Identifier: Apache-2.0
import CameraABI
import ClusterState
import Glibc

/// Memory for one picture's structs and texts: taken piece by piece, given back all at once.
///
/// Confined to whoever builds the picture; readers come after.
final class Arena {
    private static let chunkSize = 256 << 10
    private var chunks: [UnsafeMutableRawBufferPointer] = []
    // One owner, no re-entrance: the run-time check of exclusive access would cost a tenth of all the work.
    @exclusivity(unchecked) private var current = 0
    @exclusivity(unchecked) private var used = 0
    /// Bytes in the chunks before the one in use.
    private var filled = 0
    /// The chunk in use.
    @exclusivity(unchecked) private var place: UnsafeMutableRawPointer?
    @exclusivity(unchecked) private var placeSize = 0
    /// Pictures in a row that needed far less.
    private var oversized = 0
    private static let patience = 16
    /// Copies of texts that stand elsewhere; nil: pictures point to the texts themselves.
    @exclusivity(unchecked) private(set) var mirror: TextMirror?
    /// Chunks at the front that are not ours to free: shared memory.
    private let lent: Int

    /// Memory of this process alone.
    init() { lent = 0 }

    /// Memory that another process reads as well.
    /// - Parameter room: where it is.
    init(_ room: UnsafeMutableRawBufferPointer) {
        lent = 1
        chunks = [room]
        mirror = TextMirror(self)
    }

    deinit { chunks.dropFirst(lent).forEach { $0.deallocate() } }

    /// Whether the shared memory was too small, so that a part of the picture is not in it.
    var isOverfull: Bool { lent > 0 && current > 0 }
    /// Bytes taken since the last reset.
    var taken: Int { filled + used }

    /// Memory for `count` bytes, aligned for every struct of the ABI.
    @inline(__always)
    func bytes(_ count: Int) -> UnsafeMutableRawPointer {
        let rounded = (count + 7) & ~7
        if let place, used + rounded <= placeSize {
            defer { used += rounded }
            return place + used
        }
        return nextChunk(rounded)
    }

    @inline(never)
    private func nextChunk(_ count: Int) -> UnsafeMutableRawPointer {
        if place != nil {
            current += 1
            filled += placeSize
        }
        while current < chunks.count, chunks[current].count < count { current += 1 }
        if current == chunks.count {
            chunks.append(.allocate(byteCount: max(count, Self.chunkSize), alignment: 16))
        }
        placeSize = chunks[current].count
        used = count
        // A chunk is never empty, so it has an address.
        let start = chunks[current].baseAddress ?? .allocate(byteCount: count, alignment: 16)
        place = start
        return start
    }

    /// Room for `count` values.
    func array<Element: BitwiseCopyable>(of type: Element.Type, _ count: Int) -> UnsafeMutableBufferPointer<Element> {
        let memory = bytes(count * MemoryLayout<Element>.stride).bindMemory(to: type, capacity: count)
        return UnsafeMutableBufferPointer(start: memory, count: count)
    }

    /// A copy of values; nil if there are none.
    func copy<Element: BitwiseCopyable>(_ values: [Element]) -> UnsafePointer<Element>? {
        guard !values.isEmpty else { return nil }
        let memory = array(of: Element.self, values.count)
        _ = memory.update(from: values)
        return UnsafePointer(memory.baseAddress)
    }

    /// A copy of a text, with a NUL behind it.
    func text(_ text: String) -> evcam_string {
        var text = text
        return text.withUTF8 { self.text(UnsafeRawBufferPointer($0)) }
    }

    /// A copy of a text, with a NUL behind it.
    func text(_ text: UnsafeRawBufferPointer) -> evcam_string {
        let memory = bytes(text.count + 1)
        if let base = text.baseAddress { memcpy(memory, base, text.count) }
        memory.storeBytes(of: 0, toByteOffset: text.count, as: UInt8.self)
        return evcam_string(ptr: memory.assumingMemoryBound(to: CChar.self), len: UInt64(text.count))
    }

    /// A text of the state as the picture points to it: where it stands, or a copy of it.
    @inline(__always)
    func place(_ text: UnsafeRawBufferPointer) -> evcam_string {
        if let mirror { mirror.text(text) } else { evcam_string(text) }
    }

    /// The same for a text that a view points to already.
    func place(_ text: evcam_string) -> evcam_string {
        place(UnsafeRawBufferPointer(start: text.ptr, count: Int(text.len)))
    }

    /// The same for an interned text.
    @inline(__always)
    func place(_ id: TextID, of snapshot: Snapshot) -> evcam_string {
        if let mirror { mirror.text(id, snapshot) } else { snapshot.string(id) }
    }

    /// Takes all memory back.
    ///
    /// Keeps the chunks for the next picture, unless for a while far fewer have been needed.
    /// - Parameter isShrinking: keeps none.
    func reset(isShrinking: Bool = false) {
        oversized = lent == 0 && current + 1 < chunks.count / 4 ? oversized + 1 : 0
        let needed = isShrinking ? lent : current + 1
        if needed < chunks.count, isShrinking || oversized > Self.patience {
            chunks.dropFirst(needed).forEach { $0.deallocate() }
            chunks.removeSubrange(needed...)
            oversized = 0
        }
        current = 0
        used = 0
        filled = 0
        place = nil
    }
}
