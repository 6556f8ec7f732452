// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ClusterState

@Suite struct DroppedCountTests {
    @Test func `a camera that hangs for ever is counted, and its list does not grow for ever`() {
        var cursors = Cursors(cameras: 1)
        let count: UInt64 = 200_000
        for revision in 1...count {
            cursors.hold(slot: 0, bytes: 1, revision: revision, for: 1)
            _ = cursors.takeOldest(at: revision + 10)
        }
        #expect(cursors.droppedCount(0) == count)
        #expect(cursors.undecidedCount(0) <= 1 << 16)
        // The newest are still decided exactly: a snapshot of this revision showed ten of them.
        cursors.advance(0, to: count)
        #expect(cursors.droppedCount(0) == count - 10)
    }
}
