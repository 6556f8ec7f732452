// SPDX-License-Identifier: Apache-2.0

/// Celery's task heap (`State._taskheap`): one entry per task event, in the order of logical clocks.
///
/// In chunks, because clocks of different nodes lie far apart, so that entries arrive anywhere; Celery moves
/// half a list for each. The order is not transitive where absent clocks mix with real ones: Celery's result
/// then depends on the very steps of its bisection, and those are repeated here.
struct TimeOrder: ~Copyable {
    /// `timetuple(clock, timestamp, origin id, weak reference)`.
    struct Entry: BitwiseCopyable {
        var clock: Int64
        var timestamp: Double
        /// The node's id as an interned text.
        var origin: UInt32
        /// The task's slot in the lower 24 bits, its birth in the upper 8; `dead` once it is gone.
        var reference: UInt32
    }

    static let dead = UInt32.max

    /// Those before `head` have been freed; they are cut off together.
    private var chunks: [TimeChunk] = []
    private var head = 0
    private(set) var count = 0

    /// How many entries without a clock stand in front, and the latest of their times.
    ///
    /// As long as they only stand there, and the others are sorted, any bisection finds what Celery's finds.
    private var clocklessInFront = 0
    private var latestClockless = -Double.infinity
    private var needsCelerysBisection = false

    init() {}

    deinit {
        for chunk in chunks[head...] { chunk.free() }
    }

    var bytes: Int {
        chunks[head...].reduce(chunks.capacity * MemoryLayout<TimeChunk>.stride) { $0 + $1.bytes }
    }

    /// `a < b` as kombu's `timetuple` has it: by clocks where both have one, equal ones by origin;
    /// otherwise by timestamps.
    @inline(__always)
    static func precedes(_ a: Entry, _ b: Entry, originPrecedes: (UInt32, UInt32) -> Bool) -> Bool {
        if a.clock != 0, b.clock != 0 {
            if a.clock != b.clock { return a.clock < b.clock }
            return a.origin != b.origin && originPrecedes(a.origin, b.origin)
        }
        return a.timestamp < b.timestamp
    }

    /// Enters an event, dropping the first entry if there are `limit` already.
    @inline(__always)
    mutating func push(_ entry: Entry, limit: Int, originPrecedes: (UInt32, UInt32) -> Bool) {
        if count + 1 > limit { removeFirst() }
        guard count > 0 else {
            if entry.clock == 0 { noteClockless(entry, at: 0) }
            return append(entry)
        }
        let last = chunks[chunks.count - 1]
        if Self.precedes(last[last.count - 1], entry, originPrecedes: originPrecedes) {
            if entry.clock == 0 { noteClockless(entry, at: count) }
            return append(entry)
        }
        pushInside(entry, originPrecedes: originPrecedes)
    }

    @inline(__always)
    private mutating func append(_ entry: Entry) {
        count += 1
        if let last = chunks.indices.last, last >= head, chunks[last].end < TimeChunk.capacity {
            return chunks[last].append(entry)
        }
        var chunk = TimeChunk(near: entry)
        chunk.append(entry)
        chunks.append(chunk)
    }

    @inline(never)
    private mutating func pushInside(_ entry: Entry, originPrecedes: (UInt32, UInt32) -> Bool) {
        if needsCelerysBisection || entry.clock == 0 || entry.timestamp < latestClockless {
            var low = 0
            var high = count
            while low < high {
                let middle = (low + high) >> 1
                if Self.precedes(entry, self[middle], originPrecedes: originPrecedes) {
                    high = middle
                } else {
                    low = middle + 1
                }
            }
            if entry.clock == 0 {
                noteClockless(entry, at: low)
            } else if low < clocklessInFront
                || low > 0 && Self.precedes(entry, self[low - 1], originPrecedes: originPrecedes)
                || low < count && Self.precedes(self[low], entry, originPrecedes: originPrecedes)
            {
                needsCelerysBisection = true
            }
            let (chunk, place) = locate(low)
            insert(entry, chunk: chunk, place: place)
            return
        }
        // Behind every entry that it does not precede. Most come a little late only: the last chunk first.
        var chunk = chunks.count - 1
        if Self.precedes(entry, chunks[chunk][0], originPrecedes: originPrecedes) {
            var low = head
            var high = chunk
            while low < high {
                let middle = (low + high) >> 1
                if Self.precedes(entry, chunks[middle][0], originPrecedes: originPrecedes) {
                    high = middle
                } else {
                    low = middle + 1
                }
            }
            chunk = max(low - 1, head)
        }
        insert(entry, chunk: chunk, place: place(of: entry, in: chunks[chunk], originPrecedes: originPrecedes))
    }

    /// Behind every entry of the chunk that it does not precede, in steps that grow from the chunk's end on.
    private func place(of entry: Entry, in chunk: TimeChunk, originPrecedes: (UInt32, UInt32) -> Bool) -> Int {
        var high = chunk.count
        var step = 1
        while high > 0, Self.precedes(entry, chunk[max(high - step, 0)], originPrecedes: originPrecedes) {
            high = max(high - step, 0)
            step *= 2
        }
        var low = max(high - step, 0)
        while low < high {
            let middle = (low + high) >> 1
            if Self.precedes(entry, chunk[middle], originPrecedes: originPrecedes) {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return low
    }

    private mutating func noteClockless(_ entry: Entry, at index: Int) {
        if index <= clocklessInFront {
            clocklessInFront += 1
            latestClockless = max(latestClockless, entry.timestamp)
        } else {
            needsCelerysBisection = true
        }
    }

    private mutating func insert(_ entry: Entry, chunk index: Int, place: Int) {
        count += 1
        if chunks[index].insert(entry, at: place) { return }
        // Full. Clients' events have our clock, which runs ahead, so most others arrive at a place that moves on
        // through older ones: what stands before it goes to the chunk before, which stays full then.
        if index > head, place > 0, chunks[index - 1].end < TimeChunk.capacity {
            let moved = min(place, TimeChunk.capacity - chunks[index - 1].end)
            for _ in 0..<moved {
                let first = chunks[index].removeFirst()
                chunks[index - 1].append(first)
            }
            _ = chunks[index].insert(entry, at: place - moved)
            return
        }
        // Or its last entry goes to the next chunk, and so on until one has room; or it is cut in two.
        if index + 1 == chunks.count { chunks.append(TimeChunk(near: entry)) }
        let near = index + 1..<min(index + 9, chunks.count)
        guard let free = near.first(where: { chunks[$0].count < TimeChunk.capacity }) else {
            let half = TimeChunk.capacity / 2
            chunks.insert(chunks[index].split(at: half), at: index + 1)
            let isRight = place > half
            _ = chunks[isRight ? index + 1 : index].insert(entry, at: isRight ? place - half : place)
            return
        }
        for number in near.prefix(through: free).dropFirst().reversed() {
            let last = chunks[number - 1].removeLast()
            _ = chunks[number].insert(last, at: 0)
        }
        if place == TimeChunk.capacity {
            _ = chunks[index + 1].insert(entry, at: 0)
        } else {
            let last = chunks[index].removeLast()
            _ = chunks[index + 1].insert(last, at: 0)
            _ = chunks[index].insert(entry, at: place)
        }
    }

    private mutating func removeFirst() {
        guard count > 0 else { return }
        count -= 1
        if clocklessInFront > 0 { clocklessInFront -= 1 }
        if clocklessInFront == 0 { latestClockless = -.infinity }
        chunks[head].removeFirst()
        guard chunks[head].count == 0 else { return }
        chunks[head].free()
        head += 1
        if head >= 64, head * 8 >= chunks.count {
            chunks.removeFirst(head)
            head = 0
        }
    }

    mutating func removeAll() {
        for chunk in chunks[head...] { chunk.free() }
        chunks = []
        head = 0
        count = 0
        clocklessInFront = 0
        latestClockless = -.infinity
        needsCelerysBisection = false
    }

    private func locate(_ index: Int) -> (chunk: Int, place: Int) {
        var left = index
        for number in head..<chunks.count {
            let count = chunks[number].count
            if left < count || number == chunks.count - 1 { return (number, left) }
            left -= count
        }
        return (head, 0)
    }

    private subscript(_ index: Int) -> Entry {
        let (chunk, place) = locate(index)
        return chunks[chunk][place]
    }

    /// Marks the entries of tasks that are gone, so that a later task in the same slot is not taken for them.
    mutating func bury(isAlive: (UInt32) -> Bool) {
        for chunk in chunks[head...] {
            for place in 0..<chunk.count {
                let reference = chunk[place].reference
                if reference != Self.dead, !isAlive(reference) { chunk.bury(place) }
            }
        }
    }

    /// Calls `body` with each entry, first or last first, until it answers false.
    func forEach(reverse: Bool, _ body: (Entry) -> Bool) {
        for number in head..<chunks.count {
            let chunk = chunks[reverse ? chunks.count - 1 - (number - head) : number]
            for step in 0..<chunk.count {
                if !body(chunk[reverse ? chunk.count - 1 - step : step]) { return }
            }
        }
    }
}
