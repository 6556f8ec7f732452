// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ClusterState

@Suite struct MaxBytesTests {
    private let text = #""args": "\#(String(repeating: "x", count: 10_000))""#

    @Test(arguments: [0, 1]) func `what a snapshot still shows evicts nobody`(cameras: Int) throws {
        let cluster = Cluster(limits: Limits(maxBytes: 1_000_000), cameras: cameras)
        for number in 0..<200 { try cluster.task("received", "old\(number)", text) }
        let full = cluster.state.taskCount
        #expect((90...100).contains(full))

        let snapshot = cluster.state.snapshot(at: 1)
        cluster.state.advance(camera: 0, to: snapshot.revision)
        for number in 0..<20 { try cluster.task("received", "new\(number)", text) }
        #expect(cluster.state.taskCount == full)
        withExtendedLifetime(snapshot) {}
    }

    @Test func `what is held for a camera evicts nobody`() throws {
        let cluster = Cluster(limits: Limits(maxBytes: 1_000_000), cameras: 1)
        for number in 0..<1000 { try cluster.task("received", "task\(number)", text) }
        #expect((90...100).contains(cluster.state.taskCount))
        #expect(cluster.state.pending.count == 1000 - cluster.state.taskCount)
        let before = cluster.state.taskCount
        for number in 0..<100 { try cluster.task("received", "small\(number)") }
        #expect(cluster.state.taskCount > before)
    }
}
