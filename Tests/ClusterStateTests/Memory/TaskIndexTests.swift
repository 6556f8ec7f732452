// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import ClusterState

@Suite struct TaskIndexTests {
    @Test(arguments: 0..<6 as Range<UInt64>) func `it finds what a dictionary finds`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        // Few bits make long runs, also across the table's end.
        let mask: UInt64 = [.max, 0xff00_0000_0000_03ff, 0x0100_0000_0000_03f8][Int(seed) % 3]
        var index = TaskIndex()
        var model: [Int: UInt64] = [:]
        for _ in 0..<20_000 {
            let slot = random.below(2_500)
            if let hash = model[slot] {
                let found = index.find(hash: hash) { $0 == slot }
                #expect(found == slot, "seed \(seed)")
                if random.chance(60) {
                    index.remove(hash: hash, slot: slot)
                    model[slot] = nil
                }
            } else {
                let hash = random.next() & mask
                let found = index.find(hash: hash) { $0 == slot }
                #expect(found == nil, "seed \(seed)")
                index.insert(hash: hash, slot: slot) { model[$0] ?? 0 }
                model[slot] = hash
            }
        }
        let count = index.count
        #expect(count == model.count)
        for (slot, hash) in model {
            let found = index.find(hash: hash) { $0 == slot }
            #expect(found == slot, "seed \(seed)")
        }
    }
}
