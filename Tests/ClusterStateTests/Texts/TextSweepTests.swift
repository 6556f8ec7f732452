// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ClusterState

@Suite struct TextSweepTests {
    @Test func `long texts that nothing uses any more are given back before they are many`() throws {
        let cluster = Cluster(limits: Limits(maxTasks: 1, maxWorkers: 1, maxCounters: 1))
        let long = String(repeating: "x", count: 1 << 20)
        for number in 0..<100 {
            try cluster.task("received", "u", #""attribute-\#(number)\#(long)": 1"#)
            try cluster.task("received", "v")
        }
        #expect(cluster.state.memoryUse.payload < 50 << 20)
        #expect(cluster.uuids == ["v"])
    }
}
