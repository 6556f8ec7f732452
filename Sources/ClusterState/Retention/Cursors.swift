// SPDX-License-Identifier: Apache-2.0

/// How far each camera has come, and which removed tasks are kept for whom.
struct Cursors {
    private struct Held {
        var slot: UInt32
        var bytes: UInt32
        var revision: UInt64
    }

    /// A queue that leaves from the front without moving the rest.
    private struct Queue {
        var items: [Held] = []
        var head = 0

        var first: Held? { head < items.count ? items[head] : nil }

        mutating func removeFirst() {
            head += 1
            if head > 1024, head * 2 > items.count {
                items.removeFirst(head)
                head = 0
            }
        }
    }

    private var cursors: [UInt64]
    /// Bit n: camera n still wants something.
    private(set) var active: UInt64
    /// By the set of cameras that a removed task is kept for; each in the order of removals.
    private var queues: [(cameras: UInt64, queue: Queue)] = []
    private(set) var heldBytes = 0
    private(set) var heldCount = 0
    /// By camera: removed tasks that the limit dropped before it saw their end.
    private var dropped: [UInt64]
    /// By camera: dropped ones that a snapshot it still holds may show it.
    private var undecided: [[(revision: UInt64, droppedAt: UInt64)]]
    /// So many at the most wait for the decision: a camera that hangs may never bring it.
    ///
    /// The older ones then count as dropped for good.
    private static let maxUndecided = 1 << 16

    init(cameras: Int) {
        let count = min(cameras, 64)
        cursors = [UInt64](repeating: 0, count: count)
        dropped = [UInt64](repeating: 0, count: count)
        undecided = Array(repeating: [], count: count)
        active = count == 64 ? .max : 1 << UInt64(count) - 1
    }

    /// The camera has confirmed the snapshot of that revision.
    ///
    /// Snapshots older than a drop still showed it.
    mutating func advance(_ camera: Int, to revision: UInt64) {
        guard cursors.indices.contains(camera), revision > cursors[camera] else { return }
        cursors[camera] = revision
        let passed = undecided[camera].prefix { $0.revision <= revision }
        dropped[camera] += UInt64(passed.count { $0.droppedAt <= revision })
        undecided[camera].removeFirst(passed.count)
    }

    /// The camera holds no snapshot older than `outstanding` (nil: none at all): what was dropped before
    /// that, it will not see.
    mutating func settle(_ camera: Int, outstanding: UInt64?) {
        guard undecided.indices.contains(camera), !undecided[camera].isEmpty else { return }
        let lost = undecided[camera].prefix { $0.droppedAt <= outstanding ?? .max }
        dropped[camera] += UInt64(lost.count)
        undecided[camera].removeFirst(lost.count)
    }

    /// Changes that a camera has missed for good, as far as can be known.
    func droppedCount(_ camera: Int) -> UInt64 {
        dropped.indices.contains(camera) ? dropped[camera] + UInt64(undecided[camera].count) : 0
    }

    /// Those among them that a snapshot may still show.
    func undecidedCount(_ camera: Int) -> Int { undecided[camera].count }

    /// The camera wants nothing more.
    mutating func deactivate(_ camera: Int) {
        if camera < 64 { active &= ~(1 << UInt64(camera)) }
    }

    /// The least cursor among those cameras; `.max` if none of them is active.
    func least(of cameras: UInt64) -> UInt64 {
        var least = UInt64.max
        var bits = cameras & active
        while bits != 0 {
            least = min(least, cursors[bits.trailingZeroBitCount])
            bits &= bits - 1
        }
        return least
    }

    /// Keeps a removed task for those cameras.
    mutating func hold(slot: Int, bytes: Int, revision: UInt64, for cameras: UInt64) {
        let held = Held(slot: UInt32(slot), bytes: UInt32(bytes), revision: revision)
        heldBytes += bytes
        heldCount += 1
        for index in queues.indices where queues[index].cameras == cameras {
            queues[index].queue.items.append(held)
            return
        }
        queues.append((cameras, Queue(items: [held])))
    }

    /// The slots of the removed tasks that everybody has seen.
    mutating func takeSeen(_ release: (Int) -> Void) {
        for index in queues.indices {
            let least = least(of: queues[index].cameras)
            while let held = queues[index].queue.first, held.revision <= least {
                queues[index].queue.removeFirst()
                heldBytes -= Int(held.bytes)
                heldCount -= 1
                release(Int(held.slot))
            }
        }
        queues.removeAll { $0.queue.first == nil }
    }

    /// Drops the removed task that has been kept for longest, and counts it for everybody who missed it.
    mutating func takeOldest(at now: UInt64) -> Int? {
        var oldest: Int?
        var revision = UInt64.max
        for index in queues.indices {
            if let held = queues[index].queue.first, held.revision < revision {
                oldest = index
                revision = held.revision
            }
        }
        guard let oldest, let held = queues[oldest].queue.first else { return nil }
        queues[oldest].queue.removeFirst()
        heldBytes -= Int(held.bytes)
        heldCount -= 1
        var bits = queues[oldest].cameras & active
        while bits != 0 {
            let camera = bits.trailingZeroBitCount
            if cursors[camera] < held.revision { leaveUndecided(camera, held.revision, droppedAt: now) }
            bits &= bits - 1
        }
        return Int(held.slot)
    }

    private mutating func leaveUndecided(_ camera: Int, _ revision: UInt64, droppedAt: UInt64) {
        if undecided[camera].count == Self.maxUndecided {
            dropped[camera] += UInt64(Self.maxUndecided / 2)
            undecided[camera].removeFirst(Self.maxUndecided / 2)
        }
        undecided[camera].append((revision, droppedAt))
    }
}
