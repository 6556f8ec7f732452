// SPDX-License-Identifier: Apache-2.0

/// Keeps replaced pages and blocks until no living snapshot can see them.
///
/// A thing born in generation b and replaced in generation r was seen by the snapshots taken in b ..< r. It
/// waits with the newest living one of those; when that goes, with the next older one, or it is freed. So a
/// snapshot that is held for long keeps what it shows, and not what came after it.
struct Reclaimer: ~Copyable {
    private enum Retired {
        case page(UnsafeMutableRawPointer, bytes: Int, born: UInt32)
        case block(UInt32, born: UInt32)

        var born: UInt32 {
            switch self {
            case .page(_, _, let born), .block(_, let born): born
            }
        }
    }

    private struct Living {
        var generation: UInt32
        var waiting: [Retired] = []
    }

    let memory: StateMemory
    /// The generation that is being written; a snapshot ends it.
    private(set) var generation: UInt32 = 1
    /// Of the newest living snapshot; 0 if there is none.
    private(set) var newestLiveGeneration: UInt32 = 0
    private var living: [Living] = []
    /// Bytes of the blocks that only snapshots still show.
    private(set) var waitingBlockBytes = 0

    init(memory: StateMemory) {
        self.memory = memory
    }

    /// Of the oldest living snapshot; nil if there is none.
    var oldestLiveGeneration: UInt32? { living.first?.generation }

    /// Begins a new generation; the snapshot that is being taken shows the old one.
    mutating func beginGeneration() -> UInt32 {
        let taken = generation
        living.append(Living(generation: taken))
        newestLiveGeneration = taken
        generation += 1
        return taken
    }

    mutating func retirePage(_ page: UnsafeMutableRawPointer, bytes: Int, born: UInt32) {
        retire(.page(page, bytes: bytes, born: born), before: living.count)
    }

    /// Frees a block now or as soon as nobody sees it.
    mutating func retireBlock(_ handle: UInt32) {
        guard handle != 0, let block = memory.slab.pointee.block(handle) else { return }
        let born = block.load(as: Slab.Header.self).generation
        if born > newestLiveGeneration {
            memory.slab.pointee.deallocate(handle)
        } else {
            waitingBlockBytes += memory.slab.pointee.bytes(of: handle)
            retire(.block(handle, born: born), before: living.count)
        }
    }

    private mutating func retire(_ item: Retired, before index: Int) {
        if index > 0, living[index - 1].generation >= item.born {
            living[index - 1].waiting.append(item)
            return
        }
        switch item {
        case .page(let page, let bytes, _): memory.pages.pointee.deallocate(page, bytes: bytes)
        case .block(let handle, _):
            waitingBlockBytes -= memory.slab.pointee.bytes(of: handle)
            memory.slab.pointee.deallocate(handle)
        }
    }

    /// Frees what the snapshots that have gone were the last to see.
    mutating func collect() {
        for generation in memory.takeReleased() {
            guard let index = living.firstIndex(where: { $0.generation == generation }) else { continue }
            let gone = living.remove(at: index)
            for item in gone.waiting { retire(item, before: index) }
        }
        newestLiveGeneration = living.last?.generation ?? 0
    }
}
