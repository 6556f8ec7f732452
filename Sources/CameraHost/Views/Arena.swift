// SPDX-License-Identifier: Apache-2.0
import CameraABI
import Glibc

/// Memory for one picture's structs and texts: taken piece by piece, given back all at once.
///
/// Confined to whoever builds the picture; readers come after.
final class Arena {
    private static let chunkSize = 256 << 10
    private var chunks: [UnsafeMutableRawBufferPointer] = []
    private var current = 0
    private var used = 0

    deinit { chunks.forEach { $0.deallocate() } }

    /// Bytes held.
    var capacity: Int { chunks.reduce(0) { $0 + $1.count } }

    /// Memory for `count` bytes, aligned for every struct of the ABI.
    @inline(__always)
    func bytes(_ count: Int) -> UnsafeMutableRawPointer {
        let rounded = (count + 7) & ~7
        if current < chunks.count, let base = chunks[current].baseAddress, used + rounded <= chunks[current].count {
            defer { used += rounded }
            return base + used
        }
        return nextChunk(rounded)
    }

    @inline(never)
    private func nextChunk(_ count: Int) -> UnsafeMutableRawPointer {
        if current < chunks.count { current += 1 }
        while current < chunks.count, chunks[current].count < count { current += 1 }
        if current == chunks.count {
            chunks.append(.allocate(byteCount: max(count, Self.chunkSize), alignment: 16))
        }
        used = count
        // A chunk is never empty, so it has an address.
        return chunks[current].baseAddress ?? UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 16)
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

    /// Takes all memory back.
    ///
    /// Keeps the chunks for the next picture, unless this one needed far fewer.
    func reset() {
        if current + 1 < chunks.count / 4 {
            chunks.dropFirst(current + 1).forEach { $0.deallocate() }
            chunks.removeSubrange((current + 1)...)
        }
        current = 0
        used = 0
    }
}
