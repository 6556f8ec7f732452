// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import ClusterState

/// Celery's procedure on a plain list: drop the first if full, append if later than the last, else `bisect.insort`.
private struct CeleryHeap {
    var list: [TimeOrder.Entry] = []

    private func precedes(_ a: TimeOrder.Entry, _ b: TimeOrder.Entry) -> Bool {
        if a.clock != 0, b.clock != 0 { return a.clock == b.clock ? a.origin < b.origin : a.clock < b.clock }
        return a.timestamp < b.timestamp
    }

    mutating func push(_ entry: TimeOrder.Entry, limit: Int) {
        if list.count + 1 > limit { list.removeFirst() }
        if let last = list.last, precedes(last, entry) { return list.append(entry) }
        var low = 0
        var high = list.count
        while low < high {
            let middle = (low + high) / 2
            if precedes(entry, list[middle]) { high = middle } else { low = middle + 1 }
        }
        list.insert(entry, at: low)
    }
}

@Suite struct TimeOrderTests {
    /// How many of a hundred clocks are 0, and where those come.
    private enum Clocks: CaseIterable {
        case none, first, some, many, all
    }

    @Test(arguments: 0..<40 as Range<UInt64>) func `the order is Celery's, step by step`(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let clocks = Clocks.allCases[Int(seed) % Clocks.allCases.count]
        let limit = [4, 40, 1_000, 3_000, 100_000][random.below(5)]
        let spread = [3, 50, 5_000][random.below(3)]
        let hasWide = random.chance(20)
        var order = TimeOrder()
        var celery = CeleryHeap()
        for step in 0..<5_000 {
            let isClockless =
                switch clocks {
                case .none: false
                case .first: step < 20
                case .some: random.below(1_000) == 0
                case .many: random.chance(30)
                case .all: true
                }
            var clock = Int64(step / 2 + random.below(spread) + 1)
            if hasWide, random.chance(1) { clock = [.max, -5, 1 << 40, 1 << 50][random.below(4)] }
            let entry = TimeOrder.Entry(
                clock: isClockless ? 0 : clock, timestamp: Double(step + random.below(spread)) / 4,
                origin: UInt32(random.below(5)), reference: UInt32(step))
            order.push(entry, limit: limit, originPrecedes: <)
            celery.push(entry, limit: limit)
            if step % 977 == 0, random.chance(5) {
                order.removeAll()
                celery.list = []
            }
        }
        var found: [TimeOrder.Entry] = []
        order.forEach(reverse: false) {
            found.append($0); return true
        }
        let count = order.count
        #expect(count == celery.list.count)
        #expect(found.map(\.reference) == celery.list.map(\.reference), "seed \(seed)")
        #expect(found.map(\.clock) == celery.list.map(\.clock), "seed \(seed)")
        #expect(found.map(\.timestamp) == celery.list.map(\.timestamp), "seed \(seed)")
        #expect(found.map(\.origin) == celery.list.map(\.origin), "seed \(seed)")
        var backwards: [UInt32] = []
        order.forEach(reverse: true) {
            backwards.append($0.reference); return backwards.count < 100
        }
        #expect(backwards == celery.list.reversed().prefix(100).map(\.reference))
    }

    @Test func `a limit on tasks by time counts events`() throws {
        let cluster = Cluster()
        for (number, uuid) in ["a", "b", "b", "b"].enumerated() { try cluster.task("started", uuid, clock: number + 1) }
        var found: [String] = []
        cluster.state.forEachTaskByTime(limit: 3) { found.append($0.uuid) }
        #expect(found == ["b"])
        #expect(cluster.byTime == ["b", "a"])
    }

    @Test func `an entry of a task that is gone does not stand for the next one in its slot`() throws {
        let cluster = Cluster(limits: Limits(maxTasks: 2))
        try cluster.task("started", "old", clock: 1_000_000)
        for number in 0..<2_000 { try cluster.task("started", "u\(number)", clock: number + 1) }
        #expect(cluster.byTime == ["u1999", "u1998"])
    }
}
