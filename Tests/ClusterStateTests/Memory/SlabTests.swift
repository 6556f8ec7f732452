// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import ClusterState

@Suite struct SlabTests {
    @Test(arguments: 0..<4 as Range<UInt64>) func `blocks never overlap and keep what was written`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var slab = Slab()
        defer { slab.freeAll() }
        var model: [(handle: UInt32, count: Int, mark: UInt8)] = []
        for step in 0..<20_000 {
            if random.chance(model.count < 400 ? 60 : 45) || model.isEmpty {
                let count = [random.below(40), random.below(2_000), random.below(140_000)][
                    random.below(300) < 297 ? random.below(2) : 2]
                guard let handle = slab.allocate(content: count, generation: UInt32(step)),
                    let block = slab.block(handle)
                else {
                    Issue.record("no room")
                    return
                }
                let mark = UInt8(random.below(256))
                (block + Slab.headerBytes).initializeMemory(as: UInt8.self, repeating: mark, count: count)
                model.append((handle, count, mark))
            } else {
                let (handle, count, mark) = model.swapRemove(at: random.below(model.count))
                #expect(holds(slab, handle, count, mark), "seed \(seed)")
                slab.deallocate(handle)
            }
        }
        #expect(Set(model.map(\.handle)).count == model.count)
        #expect(model.allSatisfy { $0.handle != 0 && holds(slab, $0.handle, $0.count, $0.mark) }, "seed \(seed)")
        for (handle, _, _) in model { slab.deallocate(handle) }
        #expect(slab.usedBytes == 0)
    }

    private func holds(_ slab: Slab, _ handle: UInt32, _ count: Int, _ mark: UInt8) -> Bool {
        guard let block = slab.block(handle) else { return false }
        let header = block.load(as: Slab.Header.self)
        let bytes = UnsafeRawBufferPointer(start: block + Slab.headerBytes, count: count)
        return header.sizes & 0xff_ffff == UInt32(count) && bytes.allSatisfy { $0 == mark }
    }

    @Test func `what is freed is used again`() {
        var slab = Slab()
        defer { slab.freeAll() }
        var handles: [UInt32] = []
        for _ in 0..<50 {
            for size in 0..<3_000 { handles.append(slab.allocate(content: size, generation: 1) ?? 0) }
            for handle in handles { slab.deallocate(handle) }
            handles = []
        }
        #expect(slab.reservedBytes < 8 << 20)
    }

    @Test func `a block has an end`() {
        var slab = Slab()
        defer { slab.freeAll() }
        #expect(slab.allocate(content: Slab.maxBytes, generation: 1) == nil)
        let largest = slab.allocate(content: Slab.maxBytes - 1, generation: 1)
        #expect(largest != nil)
        #expect(slab.reservedBytes > 16 << 20)
        if let largest { slab.deallocate(largest) }
        #expect(slab.reservedBytes <= 1 << 20)
    }
}

extension Array {
    /// Takes one out, the last one takes its place.
    fileprivate mutating func swapRemove(at index: Int) -> Element {
        swapAt(index, count - 1)
        return removeLast()
    }
}
