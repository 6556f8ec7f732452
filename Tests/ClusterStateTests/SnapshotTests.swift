// SPDX-License-Identifier: Apache-2.0

import ClusterState
import TestSupport
import Testing

@Suite struct SnapshotTests {
    private func contents(_ snapshot: Snapshot) -> [TaskContent] {
        var found: [TaskContent] = []
        snapshot.forEachTask { found.append(TaskContent($0)) }
        return found.sorted { $0.uuid < $1.uuid }
    }

    @Test func `a snapshot never changes`() throws {
        let cluster = Cluster(limits: Limits(maxTasks: 700, maxWorkers: 20))
        var random = SplitMix(seed: 1)
        var kept: [(Snapshot, [TaskContent], Int)] = []
        let subjects = ["sent", "received", "started", "succeeded", "failed", "retried"]
        for number in 0..<6_000 {
            let text = String(repeating: "\(number) ", count: random.below(60))
            try cluster.task(
                subjects[random.below(6)], "u\(random.below(1_500))",
                #""name": "n\#(random.below(50))", "args": "\#(text)""#,
                host: "w\(random.below(40))@h", clock: number)
            if number % 200 == 0 {
                let snapshot = cluster.state.snapshot(at: Double(number))
                kept.append((snapshot, contents(snapshot), snapshot.workerCount))
            }
            if kept.count > 8 { kept.remove(at: random.below(kept.count)) }
            if number % 500 == 0 {
                for (snapshot, picture, _) in kept { #expect(contents(snapshot) == picture) }
            }
        }
        for (snapshot, picture, workers) in kept {
            #expect(contents(snapshot) == picture)
            #expect(snapshot.taskCount == picture.count)
            var count = 0
            snapshot.forEachWorker { _ in count += 1 }
            #expect(count == workers)
        }
    }

    @Test func `memory returns to its level when snapshots go`() throws {
        let cluster = Cluster(limits: Limits(maxTasks: 2_000))
        let text = String(repeating: "x", count: 500)
        func round(_ number: Int) throws {
            for task in 0..<2_000 { try cluster.task("received", "u\(task)", #""args": "\#(number)\#(text)""#) }
        }
        try round(0)
        let level = cluster.state.memoryUse
        var held: [Snapshot] = []
        for number in 1...5 {
            held.append(cluster.state.snapshot(at: 0))
            try round(number)
        }
        #expect(cluster.state.memoryUse.payload > level.payload * 4)
        held = []
        try round(6)
        #expect(cluster.state.memoryUse.payload == level.payload)
        // What snapshots can hold on to; the orders' own tables go up and down by a chunk.
        func reserved() -> Int { cluster.state.memoryUse.payloadReserved + cluster.state.memoryUse.pages }
        let before = reserved()
        for number in 7...30 {
            held = [cluster.state.snapshot(at: 0)]
            try round(number)
        }
        #expect(reserved() <= before)
        withExtendedLifetime(held) {}
    }

    @Test func `a snapshot outlives its state`() throws {
        var cluster: Cluster? = Cluster()
        try cluster?.task("received", "u", #""name": "n", "args": "a""#)
        let snapshot = try #require(cluster?.state.snapshot(at: 7))
        cluster = nil
        #expect(contents(snapshot).map(\.values) == [[.args: "a"]])
        #expect(snapshot.takenAt == 7)
    }

    @Test func `a delta holds what was changed and what left`() throws {
        let cluster = Cluster(limits: Limits(maxTasks: 2, maxWorkers: 1), cameras: 1)
        try cluster.task("received", "a", host: "x@h")
        try cluster.task("received", "b", host: "x@h")
        let first = cluster.state.snapshot(at: 0)
        cluster.state.advance(camera: 0, to: first.revision)
        try cluster.task("received", "c", host: "y@h")
        let second = cluster.state.snapshot(at: 0)
        var delta: [String: String] = [:]
        second.forEachTask(changedSince: first.revision) { delta[$0.uuid] = $0.removal.map { "\($0)" } ?? "changed" }
        #expect(delta == ["a": "evicted", "c": "changed"])
        var gone: [String] = []
        second.forEachRemovedWorker(since: first.revision) {
            gone.append(String(decoding: $0.text($0.hostname), as: UTF8.self))
        }
        #expect(gone == ["x@h"])
        #expect(cluster.state.pending.count == 1)
        cluster.state.advance(camera: 0, to: second.revision)
        let third = cluster.state.snapshot(at: 0)
        #expect(third.revision == second.revision)
        #expect(cluster.state.pending.count == 0)
    }

    @Test func `texts change hands only when nobody sees them`() throws {
        let cluster = Cluster(limits: Limits(maxTasks: 50, maxCounters: 10))
        var kept: [(Snapshot, [TaskContent])] = []
        for number in 0..<210_000 {
            try cluster.task("t\(number)", "u\(number % 100)", host: "w@h", clock: number)
            if number % 30_000 == 17 {
                let snapshot = cluster.state.snapshot(at: 0)
                kept.append((snapshot, contents(snapshot)))
                if kept.count == 4 { kept.removeFirst() }
            }
        }
        for (snapshot, picture) in kept { #expect(contents(snapshot) == picture) }
        let last = contents(cluster.state.snapshot(at: 0))
        #expect(last.count == 50)
        for task in last { #expect(task.state == task.type?.dropFirst(5).uppercased()) }
    }
}
