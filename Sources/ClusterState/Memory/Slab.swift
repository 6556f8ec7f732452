// SPDX-License-Identifier: Apache-2.0

/// Blocks of any size up to 16 MB under 32-bit handles, for texts that change as a whole.
///
/// Sizes are rounded up to a class; freed blocks wait in their class's list. Blocks never move, and the chunk
/// table never grows, so that snapshots can read it without a lock.
struct Slab {
    /// A block's first 8 bytes.
    struct Header {
        /// The state's generation when it was written: snapshots before it cannot see it.
        var generation: UInt32
        /// The class in the upper 8 bits, the number of content bytes in the lower 24.
        var sizes: UInt32
    }

    static let headerBytes = 8
    /// The most content bytes that a block can have.
    static let maxBytes = 1 << 24 - 1
    /// Chunks begin small, so that a small state is not mostly room for more; large states have few of them.
    private var chunkBytes: Int { reservedBytes < 256 << 20 ? 256 << 10 : 1 << 20 }
    private static let maxChunks = 1 << 15
    /// Blocks from this size on get a chunk of their own.
    private static let largeBytes = 1 << 17
    private static let largeClass = 255
    /// A free block that is larger by up to as many classes is taken as it is.
    ///
    /// Without that every class would keep what it once needed at its peak.
    private static let nearClasses = 4

    /// Fixed in place: handle >> 17 is the chunk, the rest counts units of 8 bytes.
    let chunks: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    private var chunkCount = 0
    private var freeChunks: [Int] = []
    private var bump = 0
    private var bumpEnd = 0
    private var bumpChunk = 0
    private var lists = [UInt32](repeating: 0, count: 256)
    private var nonEmpty: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    /// Bytes in blocks that are in use, headers and rounding included.
    private(set) var usedBytes = 0
    /// Bytes taken from the system.
    private(set) var reservedBytes = 0

    init() {
        chunks = .allocate(capacity: Self.maxChunks)
        chunks.initialize(repeating: nil, count: Self.maxChunks)
    }

    mutating func freeAll() {
        for index in 0..<chunkCount { chunks[index]?.deallocate() }
        chunks.deallocate()
    }

    /// Where a handle's block begins.
    ///
    /// Handle 0 is never given out.
    @inline(__always)
    func block(_ handle: UInt32) -> UnsafeMutableRawPointer? {
        Self.block(handle, in: chunks)
    }

    @inline(__always)
    static func block(
        _ handle: UInt32, in chunks: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    ) -> UnsafeMutableRawPointer? {
        chunks[Int(handle >> 17)].map { $0 + Int(handle & 0x1ffff) << 3 }
    }

    /// Size classes: every 8 bytes up to 1 KB, then eight steps to each doubling.
    private static func sizeClass(_ bytes: Int) -> (index: Int, bytes: Int) {
        if bytes <= 1024 {
            let units = max((bytes + 7) >> 3, 2)
            return (units, units << 3)
        }
        let power = Int.bitWidth - 1 - (bytes - 1).leadingZeroBitCount
        let step = 1 << (power - 3)
        let steps = (bytes - (1 << power) + step - 1) >> (power - 3)
        return (128 + (power - 10) * 8 + steps, (1 << power) + steps << (power - 3))
    }

    private static func classBytes(_ index: Int) -> Int {
        if index <= 128 { return index << 3 }
        let power = 10 + (index - 129) / 8
        let steps = (index - 129) % 8 + 1
        return (1 << power) + steps << (power - 3)
    }

    /// What a block takes in ``usedBytes``.
    func bytes(of handle: UInt32) -> Int {
        guard handle != 0, let sizes = block(handle)?.load(as: Header.self).sizes else { return 0 }
        let index = Int(sizes >> 24)
        return index == Self.largeClass ? Self.largeBytes(content: Int(sizes & 0xff_ffff)) : Self.classBytes(index)
    }

    private static func largeBytes(content: Int) -> Int { (content + headerBytes + 7) & ~7 }

    /// A block with room for `content` bytes; nil if the address space of handles is used up.
    mutating func allocate(content: Int, generation: UInt32) -> UInt32? {
        let needed = content + Self.headerBytes
        if needed >= Self.largeBytes { return allocateLarge(content: content, generation: generation) }
        let (index, bytes) = Self.sizeClass(needed)
        guard
            let (handle, actual) = takeFree(index, atMost: index + Self.nearClasses)
                ?? takeBump(bytes).map({ ($0, index) }) ?? takeFree(index, atMost: Self.largeClass - 1)
                ?? openChunk(bytes).map({ ($0, index) })
        else { return nil }
        usedBytes += Self.classBytes(actual)
        initialize(handle, class: actual, content: content, generation: generation)
        return handle
    }

    private mutating func initialize(_ handle: UInt32, class index: Int, content: Int, generation: UInt32) {
        let sizes = UInt32(index) << 24 | UInt32(content)
        block(handle)?.storeBytes(of: Header(generation: generation, sizes: sizes), as: Header.self)
    }

    mutating func deallocate(_ handle: UInt32) {
        guard let block = block(handle) else { return }
        let index = Int(block.load(as: Header.self).sizes >> 24)
        if index == Self.largeClass {
            let bytes = bytes(of: handle)
            usedBytes -= bytes
            reservedBytes -= bytes
            block.deallocate()
            chunks[Int(handle >> 17)] = nil
            freeChunks.append(Int(handle >> 17))
            return
        }
        usedBytes -= Self.classBytes(index)
        pushFree(handle, class: index)
    }

    private mutating func pushFree(_ handle: UInt32, class index: Int) {
        block(handle)?.storeBytes(of: lists[index], as: UInt32.self)
        lists[index] = handle
        setNonEmpty(index, true)
    }

    /// The smallest free block from that class on, up to another.
    private mutating func takeFree(_ index: Int, atMost last: Int) -> (UInt32, Int)? {
        guard let found = firstNonEmpty(from: index), found <= last else { return nil }
        let handle = lists[found]
        guard let block = block(handle) else { return nil }
        lists[found] = block.load(as: UInt32.self)
        if lists[found] == 0 { setNonEmpty(found, false) }
        // What is left over of a larger block goes back, as far as a class fits it exactly.
        let left = Self.classBytes(found) - Self.classBytes(index)
        if found > index + Self.nearClasses, left <= 1024 {
            pushFree(handle + UInt32(Self.classBytes(index) >> 3), class: left >> 3)
            return (handle, index)
        }
        return (handle, found)
    }

    private mutating func takeBump(_ bytes: Int) -> UInt32? {
        guard bump + bytes <= bumpEnd else { return nil }
        let handle = UInt32(bumpChunk) << 17 | UInt32(bump >> 3)
        bump += bytes
        return handle
    }

    private mutating func openChunk(_ bytes: Int) -> UInt32? {
        let size = chunkBytes
        guard let index = newChunk(bytes: size) else { return nil }
        // The rest of the last chunk is cut up for later.
        while bumpEnd - bump >= 16 {
            let part = min(1024, bumpEnd - bump)
            pushFree(UInt32(bumpChunk) << 17 | UInt32(bump >> 3), class: part >> 3)
            bump += part
        }
        bumpChunk = index
        bump = index == 0 ? 8 : 0  // so that no handle is 0
        bumpEnd = size
        return takeBump(bytes)
    }

    private mutating func newChunk(bytes: Int) -> Int? {
        let index: Int
        if let reused = freeChunks.popLast() {
            index = reused
        } else if chunkCount < Self.maxChunks {
            index = chunkCount
            chunkCount += 1
        } else {
            return nil
        }
        chunks[index] = .allocate(byteCount: bytes, alignment: 16)
        reservedBytes += bytes
        return index
    }

    private mutating func allocateLarge(content: Int, generation: UInt32) -> UInt32? {
        let bytes = Self.largeBytes(content: content)
        // Chunk 0 is a common one, so that handle 0 stays free.
        if chunkCount == 0 { bump = 0; bumpEnd = 0; _ = openChunk(16) }
        guard content < Self.maxBytes, let index = newChunk(bytes: bytes) else { return nil }
        usedBytes += bytes
        let handle = UInt32(index) << 17
        initialize(handle, class: Self.largeClass, content: content, generation: generation)
        return handle
    }

    private func word(_ index: Int) -> UInt64 {
        switch index {
        case 0: nonEmpty.0
        case 1: nonEmpty.1
        case 2: nonEmpty.2
        default: nonEmpty.3
        }
    }

    private func firstNonEmpty(from index: Int) -> Int? {
        var number = index >> 6
        var bits = word(number) & (~0 << UInt64(index & 63))
        while bits == 0 {
            number += 1
            if number == 4 { return nil }
            bits = word(number)
        }
        return number << 6 + bits.trailingZeroBitCount
    }

    private mutating func setNonEmpty(_ index: Int, _ value: Bool) {
        let bit: UInt64 = 1 << UInt64(index & 63)
        switch index >> 6 {
        case 0: nonEmpty.0 = value ? nonEmpty.0 | bit : nonEmpty.0 & ~bit
        case 1: nonEmpty.1 = value ? nonEmpty.1 | bit : nonEmpty.1 & ~bit
        case 2: nonEmpty.2 = value ? nonEmpty.2 | bit : nonEmpty.2 & ~bit
        default: nonEmpty.3 = value ? nonEmpty.3 | bit : nonEmpty.3 & ~bit
        }
    }
}
