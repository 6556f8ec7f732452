// SPDX-License-Identifier: Apache-2.0
internal import CeleryEvents

/// How many events of a type, of a task and from a host there were: exact, whatever shutters miss.
struct EventCounters: ~Copyable {
    struct Row: BitwiseCopyable {
        var type: UInt32
        var task: UInt32
        var host: UInt32
        var unused: UInt32 = 0
        var count: UInt64
    }

    var rows = PagedTable<Row>()
    private var index = [UInt32](repeating: 0, count: 256)
    private let limit: Int

    /// Noted and not yet counted: each count waits for two cache lines, which many together fetch at once.
    private var noted: UnsafeMutablePointer<Row>
    private var notedCount = 0
    private static let mostNoted = 64

    init(limit: Int) {
        self.limit = limit
        noted = .allocate(capacity: Self.mostNoted)
    }

    deinit {
        noted.deallocate()
    }

    var bytes: Int { index.count * 4 + rows.bytes }

    /// Notes one event; false if ``countNoted(other:revision:reclaimer:)`` has to be called now.
    @inline(__always)
    mutating func note(type: UInt32, task: UInt32, host: UInt32) -> Bool {
        (noted + notedCount).initialize(to: Row(type: type, task: task, host: host, count: 0))
        notedCount += 1
        return notedCount < Self.mostNoted
    }

    /// Counts what has been noted.
    mutating func countNoted(other: UInt32, revision: UInt64, reclaimer: inout Reclaimer) {
        let mask = index.count - 1
        index.withUnsafeBufferPointer { index in
            guard let first = index.baseAddress else { return }
            for event in UnsafeBufferPointer(start: noted, count: notedCount) {
                prefetch(first + Self.hash(event.type, event.task, event.host) & mask)
            }
            for event in UnsafeBufferPointer(start: noted, count: notedCount) {
                let slot = Int(first[Self.hash(event.type, event.task, event.host) & mask]) - 1
                if slot >= 0 { prefetch(rows.row(slot)) }
            }
        }
        for event in UnsafeBufferPointer(start: noted, count: notedCount) {
            count(
                type: event.type, task: event.task, host: event.host, other: other, revision: revision,
                reclaimer: &reclaimer)
        }
        notedCount = 0
    }

    private static func hash(_ type: UInt32, _ task: UInt32, _ host: UInt32) -> Int {
        let folded = TextHash.fold(
            UInt64(type) << 32 | UInt64(task) ^ 0x9e37_79b9_7f4a_7c15, UInt64(host) ^ 0xe703_7ed1_a0b4_28db)
        return Int(truncatingIfNeeded: folded)
    }

    /// Counts one event.
    ///
    /// Past the limit a new combination counts as `other`, so that the sum stays exact.
    private mutating func count(
        type: UInt32, task: UInt32, host: UInt32, other: UInt32, revision: UInt64, reclaimer: inout Reclaimer
    ) {
        let mask = index.count - 1
        var place = Self.hash(type, task, host) & mask
        while index[place] != 0 {
            let slot = Int(index[place]) - 1
            let row = rows.row(slot)
            if row.pointee.type == type, row.pointee.task == task, row.pointee.host == host {
                rows.writable(slot, revision: revision, reclaimer: &reclaimer).pointee.count += 1
                return
            }
            place = (place + 1) & mask
        }
        if rows.slotCount >= limit, type != other || task != other || host != other {
            count(type: other, task: other, host: other, other: other, revision: revision, reclaimer: &reclaimer)
            return
        }
        let slot = rows.allocate(reclaimer: &reclaimer)
        rows.writable(slot, revision: revision, reclaimer: &reclaimer).pointee =
            Row(type: type, task: task, host: host, count: 1)
        index[place] = UInt32(slot + 1)
        if rows.slotCount * 2 > index.count { grow() }
    }

    private mutating func grow() {
        index = [UInt32](repeating: 0, count: index.count * 2)
        let mask = index.count - 1
        for slot in 0..<rows.slotCount {
            let row = rows.row(slot).pointee
            var place = Self.hash(row.type, row.task, row.host) & mask
            while index[place] != 0 { place = (place + 1) & mask }
            index[place] = UInt32(slot + 1)
        }
    }
}
