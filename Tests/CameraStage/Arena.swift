// SPDX-License-Identifier: Apache-2.0

public import CameraABI

/// Memory for C structs built by hand; freed with the arena.
public final class Arena {
    private var blocks: [UnsafeMutableRawPointer] = []

    /// An empty arena.
    public init() {}

    deinit { for block in blocks { block.deallocate() } }

    /// Memory that is nothing but 0xAB.
    public func allocate(_ count: Int) -> UnsafeMutableRawPointer {
        let block = UnsafeMutableRawPointer.allocate(byteCount: max(1, count), alignment: 16)
        block.initializeMemory(as: UInt8.self, repeating: 0xAB, count: max(1, count))
        blocks.append(block)
        return block
    }

    /// The text as the host hands it over: with a NUL that the length leaves out.
    public func text(_ text: String) -> evcam_string { self.text(bytes: Array(text.utf8)) }

    /// Any bytes as a text.
    public func text(bytes: [UInt8]) -> evcam_string {
        let memory = allocate(bytes.count + 1)
        memory.copyMemory(from: bytes, byteCount: bytes.count)
        memory.storeBytes(of: 0, toByteOffset: bytes.count, as: UInt8.self)
        return evcam_string(ptr: memory.assumingMemoryBound(to: CChar.self), len: UInt64(bytes.count))
    }

    /// The elements one after the other, `padding` bytes of 0xAB behind each.
    public func array<T>(_ elements: [T], padding: Int) -> UnsafePointer<T>? {
        guard !elements.isEmpty else { return nil }
        let stride = MemoryLayout<T>.stride + padding
        let memory = allocate(stride * elements.count)
        for (index, element) in elements.enumerated() {
            withUnsafeBytes(of: element) { bytes in
                (memory + index * stride).copyMemory(
                    from: bytes.baseAddress ?? UnsafeRawPointer(memory), byteCount: bytes.count)
            }
        }
        return UnsafePointer(memory.assumingMemoryBound(to: T.self))
    }
}
