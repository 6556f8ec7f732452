// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ClusterState

@Suite struct TextHashTests {
    @Test func `no half of a uuid makes the other half meaningless`() {
        let hashing = TextHash()
        // A constant factor of the product would be such a half; these are the code's own constants.
        for half: UInt64 in [0, .max, 0x9e37_79b9_7f4a_7c15, 0xe703_7ed1_a0b4_28db, 0x8ebc_6af0_9c88_c6e3] {
            #expect(Set((0..<100).map { hashing.hash($0, half) }).count == 100)
            #expect(Set((0..<100).map { hashing.hash(half, $0) }).count == 100)
        }
    }
}
