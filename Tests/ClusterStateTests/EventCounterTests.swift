// SPDX-License-Identifier: Apache-2.0

import ClusterState
import Testing

@Suite struct EventCounterTests {
    private func counters(_ cluster: Cluster) -> [String: UInt64] {
        let snapshot = cluster.state.snapshot(at: 0)
        var found: [String: UInt64] = [:]
        func text(_ id: TextID) -> String { String(decoding: snapshot.text(id), as: UTF8.self) }
        snapshot.forEachCounter { found["\(text($0)) \(text($1)) \(text($2))", default: 0] += $3 }
        return found
    }

    @Test func `events are counted by type, task and host`() throws {
        let cluster = Cluster()
        try cluster.task("sent", "a", #""name": "n""#, host: "gen77@c")
        try cluster.task("sent", "b", #""name": "n""#, host: "gen78@c")
        try cluster.task("received", "a")
        try cluster.task("progress", "a")
        try cluster.task("received", "x")
        try cluster.worker("heartbeat")
        try cluster.worker("heartbeat", "genuine@h")
        try cluster.apply(#"{"type": "custom-metric", "hostname": "gen@h", "name": "m"}"#)
        try cluster.apply(#"{"type": "task-started", "hostname": "w@h"}"#)
        #expect(
            counters(cluster) == [
                "task-sent n c": 2, "task-received n w@h": 1, "task-progress n w@h": 1, "task-received  w@h": 1,
                "worker-heartbeat  w@h": 1, "worker-heartbeat  genuine@h": 1, "custom-metric m gen@h": 1,
                "task-started  w@h": 1,
            ])
    }

    @Test func `past the limit the sums stay exact`() throws {
        let cluster = Cluster(limits: Limits(maxCounters: 10))
        for number in 0..<40 {
            try cluster.task("received", "u\(number)", #""name": "n\#(number % 20)""#)
            try cluster.apply(#"{"type": "other", "hostname": "h\#(number)", "name": "m\#(number)"}"#)
        }
        let found = counters(cluster)
        #expect(found.count == 11)
        #expect(found.values.reduce(0, +) == cluster.state.eventCount)
        #expect(found["other other other", default: 0] > 40)
        #expect(cluster.state.taskTypes().count <= 10)
    }

    @Test func `clearing and evicting leave the counters alone`() throws {
        let cluster = Cluster(limits: Limits(maxTasks: 1))
        for number in 0..<1_000 { try cluster.task("succeeded", "u\(number)", #""name": "n\#(number % 300)""#) }
        cluster.state.clear(ready: false)
        let found = counters(cluster)
        #expect(found.count == 300)
        #expect(found.values.reduce(0, +) == 1_000)
    }
}
