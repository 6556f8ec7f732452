// SPDX-License-Identifier: Apache-2.0
import CameraHost
import TestSupport
import Testing

@testable import EvcamRuntime

/// Whatever a cluster does, the truth lies within the bounds, and nothing is called lost that was not.
@Suite struct GapPropertyTests {
    @Test(arguments: 0..<60) func `what was missed lies within the bounds`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let stage = GapStage()
        let cluster = stage.cluster
        stage.find()
        var workers: [ScriptedWorker] = []
        var pid = 100
        func begin(_ name: String) throws {
            pid += 1
            // In containers all have the same.
            let worker = cluster.worker(
                name, pid: seed % 3 == 0 ? 1 : pid, freq: [1, 2, 2, 5].randomElement(using: &random) ?? 2)
            worker.gossips = seed % 2 == 0
            workers.append(worker)
            try worker.beat("online")
        }
        for number in 0..<Int.random(in: 1...6, using: &random) { try begin("w\(number)@h") }
        let load = Int.random(in: 0...8, using: &random)
        func live(_ seconds: Int) throws {
            try stage.pass(seconds) {
                for worker in workers {
                    for _ in 0..<Int.random(in: 0...load, using: &random) {
                        try [worker.receive, worker.startReceived, worker.end, worker.end].randomElement(
                            using: &random)?()
                        if Bool.random(using: &random) { try worker.turn() }
                    }
                    if Int.random(in: 0..<20, using: &random) == 0 {
                        worker.clock += Int.random(in: 0...500, using: &random)
                    }
                }
            }
        }
        try live(Int.random(in: 0...40, using: &random))
        for _ in 0..<6 {
            let before = (cluster.missed, cluster.missedStarts)
            stage.lose()
            try live(Int.random(in: 0...20, using: &random))
            var hasChanged = false
            if Int.random(in: 0..<4, using: &random) == 0, let old = workers.randomElement(using: &random) {
                hasChanged = true
                cluster.kill(old)
                workers.removeAll { $0 === old }
                if Bool.random(using: &random) { try begin(old.name) }
                try live(Int.random(in: 0...5, using: &random))
            }
            stage.find()
            try live(Int.random(in: 20...30, using: &random))
            if hasChanged { try live(60) }
            let gap = try #require(stage.meter.gaps.last)
            #expect(gap.atLeast <= cluster.missedStarts - before.1)
            #expect(gap.atMost >= cluster.missed - before.0)
            // A process with the name and the number of another is told by its clock, unless gossip has set that forward:
            // then it may be taken for the other, and its clock is the bound.
            let isTellable = seed % 6 != 0
            if isTellable || !hasChanged { #expect((gap.atMost == .max) == (hasChanged || workers.isEmpty)) }
        }
        #expect(stage.meter.lossCounts["events_missing"] == nil)
        #expect(stage.lines.count == 6)
    }
}
