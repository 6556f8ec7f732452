// SPDX-License-Identifier: Apache-2.0
import CameraABI
import Glibc

/// Memory for the host's structs, page by page, so that it can be made read-only, and taken away.
final class StageMemory {
    /// Pages that can be protected, and the page behind that never can be read.
    private struct Region {
        var base: UnsafeMutableRawPointer
        var size: Int
        var guardSize: Int
    }

    private static let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    private static let chunk = 1 << 18

    private let isGuarded: Bool
    private var regions: [Region] = []
    private var next: UnsafeMutableRawPointer?
    private var left = 0

    /// Guarded: every piece ends where a page ends that may be read, and one begins that may not.
    init(isGuarded: Bool = false) { self.isGuarded = isGuarded }

    deinit { for region in regions { munmap(region.base, region.size + region.guardSize) } }

    /// Memory of 8 bytes' alignment.
    func allocate(_ count: Int) -> UnsafeMutableRawPointer {
        if isGuarded {
            let region = map(max(1, count), guardSize: Self.page)
            return region.base + (region.size - max(1, count))
        }
        let rounded = (max(1, count) + 15) & ~15
        if rounded > left {
            let region = map(max(rounded, Self.chunk), guardSize: 0)
            next = region.base
            left = region.size
        }
        guard let place = next else { preconditionFailure("a region was just mapped") }
        next = place + rounded
        left -= rounded
        return place
    }

    private func map(_ count: Int, guardSize: Int) -> Region {
        let size = (count + Self.page - 1) / Self.page * Self.page
        let base = mmap(nil, size + guardSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let base, base != MAP_FAILED else { preconditionFailure("there is no memory for \(size) bytes") }
        if guardSize > 0 { mprotect(base + size, guardSize, PROT_NONE) }
        let region = Region(base: base, size: size, guardSize: guardSize)
        regions.append(region)
        return region
    }

    /// From now on nobody may write here.
    func makeReadOnly() { for region in regions { mprotect(region.base, region.size, PROT_READ) } }

    /// From now on nobody may even look.
    func takeAway() { for region in regions { mprotect(region.base, region.size, PROT_NONE) } }

    /// A text as the host hands it over: with a NUL that the length leaves out.
    func text(_ text: String) -> evcam_string { self.text(bytes: Array(text.utf8)) }

    /// Any bytes as a text.
    func text(bytes: [UInt8]) -> evcam_string {
        let memory = allocate(bytes.count + 1)
        memory.copyMemory(from: bytes, byteCount: bytes.count)
        memory.storeBytes(of: 0, toByteOffset: bytes.count, as: UInt8.self)
        return evcam_string(ptr: memory.assumingMemoryBound(to: CChar.self), len: UInt64(bytes.count))
    }

    /// The elements one after the other, `padding` bytes of 0xAB behind each.
    func array<T>(_ elements: [T], padding: Int) -> UnsafePointer<T>? {
        guard !elements.isEmpty else { return nil }
        let size = MemoryLayout<T>.stride
        let memory = allocate((size + padding) * elements.count)
        elements.withUnsafeBytes { bytes in
            guard let from = bytes.baseAddress else { return }
            for index in elements.indices {
                let place = memory + index * (size + padding)
                place.copyMemory(from: from + index * size, byteCount: size)
                if padding > 0 { memset(place + size, 0xAB, padding) }
            }
        }
        return UnsafePointer(memory.assumingMemoryBound(to: T.self))
    }

    /// One struct, `padding` bytes of 0xAB behind it.
    func place<T>(_ value: T, padding: Int) -> UnsafePointer<T> {
        guard let memory = array([value], padding: padding) else { preconditionFailure("one is not none") }
        return memory
    }
}
