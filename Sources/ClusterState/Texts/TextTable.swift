// SPDX-License-Identifier: Apache-2.0

/// Interned texts: task names, states, node names, event types, attribute names.
///
/// Entries stand in chunks that never move, so that snapshots read them without a lock. What nothing uses any
/// more is found by ``sweep(isUsed:)`` and given out again once no snapshot can see it.
struct TextTable: ~Copyable {
    struct Entry {
        var bytes: UnsafeRawPointer?
        var count: UInt32
        var hash: UInt32
        var handle: UInt32
    }

    static let chunkShift = 10
    static let maxChunks = 1 << 14
    /// Numbers of texts have 24 bits.
    static let maxTexts = maxChunks << chunkShift

    private let memory: StateMemory
    /// Fixed in place; shared with snapshots.
    let chunks: UnsafeMutablePointer<UnsafeMutablePointer<Entry>?>
    private var index: [UInt32]
    private let hashing: TextHash
    private(set) var highest: UInt32 = 0
    private(set) var liveCount = 0
    private var free: [UInt32] = []
    private var quarantined: [(id: UInt32, generation: UInt32)] = []
    private var liveBytes = 0
    /// The number of live texts, and their bytes, from which a sweep pays: texts made up anew for every event must
    /// not fill the memory, be they many or long.
    private var sweepThreshold = 1 << 16
    private var sweepBytes = 16 << 20

    init(memory: StateMemory, hashing: TextHash) {
        self.memory = memory
        self.hashing = hashing
        chunks = memory.textChunks
        index = [UInt32](repeating: 0, count: 1024)
    }

    /// Whether it is time to look for texts that nothing uses any more.
    var wantsSweep: Bool { liveCount >= sweepThreshold || liveBytes >= sweepBytes }

    /// Bytes of entries and index.
    var bytes: Int {
        index.count * 4 + (Int(highest) >> Self.chunkShift + 1) * MemoryLayout<Entry>.stride << Self.chunkShift
    }

    @inline(__always)
    func entry(_ id: UInt32) -> UnsafeMutablePointer<Entry>? {
        chunks[Int(id) >> Self.chunkShift].map { $0 + Int(id) & 1023 }
    }

    /// The bytes of a text.
    @inline(__always)
    func text(_ id: TextID) -> UnsafeRawBufferPointer {
        Self.text(id, in: chunks)
    }

    @inline(__always)
    static func text(
        _ id: TextID, in chunks: UnsafeMutablePointer<UnsafeMutablePointer<Entry>?>
    ) -> UnsafeRawBufferPointer {
        guard id.isPresent, let chunk = chunks[Int(id.rawValue) >> chunkShift] else {
            return UnsafeRawBufferPointer(start: nil, count: 0)
        }
        // Only these two: a sweep may be writing to the others.
        let entry = chunk + Int(id.rawValue) & 1023
        return UnsafeRawBufferPointer(start: entry.pointee.bytes, count: Int(entry.pointee.count))
    }

    /// The number of a text; a new one if it is unknown.
    ///
    /// `.absent` only when 16 million texts are in use.
    @inline(__always)
    mutating func intern(_ text: UnsafeRawBufferPointer, generation: UInt32) -> TextID {
        let hash = UInt32(truncatingIfNeeded: hashing.hash(text))
        let mask = index.count - 1
        var place = Int(hash) & mask
        while true {
            let id = index[place]
            if id == 0 { break }
            if let entry = entry(id), entry.pointee.hash == hash, entry.pointee.count == UInt32(text.count),
                equal(entry.pointee.bytes, text)
            {
                return TextID(id)
            }
            place = (place + 1) & mask
        }
        return insert(text, hash: hash, generation: generation)
    }

    mutating func intern(_ text: StaticString, generation: UInt32) -> TextID {
        intern(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount), generation: generation)
    }

    @inline(__always)
    private func equal(_ bytes: UnsafeRawPointer?, _ text: UnsafeRawBufferPointer) -> Bool {
        guard let bytes, let other = text.baseAddress else { return true }
        return bytesEqual(bytes, other, count: text.count)
    }

    @inline(never)
    private mutating func insert(_ text: UnsafeRawBufferPointer, hash: UInt32, generation: UInt32) -> TextID {
        let id: UInt32
        if let reused = free.popLast() {
            id = reused
        } else if highest + 1 < UInt32(Self.maxTexts) {
            highest += 1
            id = highest
        } else {
            return .absent
        }
        guard let handle = memory.slab.pointee.allocate(content: text.count + 1, generation: generation),
            let block = memory.slab.pointee.block(handle)
        else { return .absent }
        let bytes = block + Slab.headerBytes
        if let base = text.baseAddress { bytes.copyMemory(from: base, byteCount: text.count) }
        bytes.storeBytes(of: 0, toByteOffset: text.count, as: UInt8.self)

        let chunk = Int(id) >> Self.chunkShift
        if chunks[chunk] == nil {
            let entries = UnsafeMutablePointer<Entry>.allocate(capacity: 1 << Self.chunkShift)
            entries.initialize(
                repeating: Entry(bytes: nil, count: 0, hash: 0, handle: 0), count: 1 << Self.chunkShift)
            chunks[chunk] = entries
        }
        entry(id)?.pointee = Entry(bytes: bytes, count: UInt32(text.count), hash: hash, handle: handle)
        liveCount += 1
        liveBytes += text.count
        if liveCount * 2 > index.count { rebuildIndex(count: index.count * 2) } else { place(id, hash: hash) }
        return TextID(id)
    }

    private mutating func place(_ id: UInt32, hash: UInt32) {
        let mask = index.count - 1
        var place = Int(hash) & mask
        while index[place] != 0 { place = (place + 1) & mask }
        index[place] = id
    }

    private mutating func rebuildIndex(count: Int) {
        index = [UInt32](repeating: 0, count: count)
        guard highest > 0 else { return }
        for id in 1...highest {
            if let entry = entry(id), entry.pointee.handle != 0 { place(id, hash: entry.pointee.hash) }
        }
    }

    /// Forgets every text that is not used.
    ///
    /// Their numbers are given out again at a later sweep, when no snapshot that was alive now is left.
    mutating func sweep(oldestLiveGeneration: UInt32?, generation: UInt32, isUsed: (UInt32) -> Bool) {
        var still: [(id: UInt32, generation: UInt32)] = []
        for (id, since) in quarantined {
            if let oldest = oldestLiveGeneration, oldest <= since {
                still.append((id, since))
                continue
            }
            if let entry = entry(id) {
                memory.slab.pointee.deallocate(entry.pointee.hash)
                entry.pointee = Entry(bytes: nil, count: 0, hash: 0, handle: 0)
            }
            free.append(id)
        }
        quarantined = still
        guard highest > 0 else { return }
        for id in 1...highest {
            guard let entry = entry(id), entry.pointee.handle != 0, !isUsed(id) else { continue }
            // The bytes stay for old snapshots; the handle moves aside so that the index leaves it out.
            entry.pointee.hash = entry.pointee.handle
            entry.pointee.handle = 0
            quarantined.append((id, generation))
            liveCount -= 1
            liveBytes -= Int(entry.pointee.count)
        }
        rebuildIndex(count: index.count)
        sweepThreshold = max(1 << 16, liveCount * 2)
        sweepBytes = max(16 << 20, liveBytes * 2)
    }
}
