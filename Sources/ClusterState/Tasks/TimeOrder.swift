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
    static let chunkEntries = 1024

    private var chunks: [TimeChunk] = []
    private(set) var count = 0
    /// A clock beyond 40 bits (never seen in a sane cluster) makes all entries wide, once and for good.
    private var isWide = false

    /// How many entries without a clock stand in front, and the latest of their times. As long as they only
    /// stand there, and the others are sorted, any bisection finds what Celery's finds.
    private var clocklessInFront = 0
    private var latestClockless = -Double.infinity
    private var needsCelerysBisection = false

    init() {}

    deinit {
        for chunk in chunks { chunk.free() }
    }

    var bytes: Int { chunks.count * (Self.chunkEntries * (isWide ? 24 : 20) + MemoryLayout<TimeChunk>.stride) }

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
        if !isWide, entry.clock < 0 || entry.clock >= 1 << 40 { widen() }
        if let last = chunks.last {
            if Self.precedes(last[last.count - 1], entry, originPrecedes: originPrecedes) {
                if entry.clock == 0 { noteClockless(entry, at: count) }
                append(entry)
                return
            }
        } else {
            if entry.clock == 0 { noteClockless(entry, at: 0) }
            append(entry)
            return
        }
        pushInside(entry, originPrecedes: originPrecedes)
    }

    @inline(__always)
    private mutating func append(_ entry: Entry) {
        count += 1
        if let last = chunks.indices.last, chunks[last].end < Self.chunkEntries {
            chunks[last].append(entry)
            return
        }
        var chunk = TimeChunk(isWide: isWide)
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
        // Behind every entry that it does not precede.
        var low = 0
        var high = chunks.count
        while low < high {
            let middle = (low + high) >> 1
            if Self.precedes(entry, chunks[middle][0], originPrecedes: originPrecedes) {
                high = middle
            } else {
                low = middle + 1
            }
        }
        let chunk = max(low - 1, 0)
        low = 0
        high = chunks[chunk].count
        while low < high {
            let middle = (low + high) >> 1
            if Self.precedes(entry, chunks[chunk][middle], originPrecedes: originPrecedes) {
                high = middle
            } else {
                low = middle + 1
            }
        }
        insert(entry, chunk: chunk, place: low)
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
        // Full. Most entries arrive near the end, so the left part is left nearly full.
        var place = place
        let keep = index == chunks.count - 1 ? Self.chunkEntries * 7 / 8 : Self.chunkEntries / 2
        chunks.insert(chunks[index].split(at: keep), at: index + 1)
        var target = index
        if place > keep {
            target += 1
            place -= keep
        }
        _ = chunks[target].insert(entry, at: place)
    }

    private mutating func removeFirst() {
        guard count > 0 else { return }
        count -= 1
        if clocklessInFront > 0 { clocklessInFront -= 1 }
        if clocklessInFront == 0 { latestClockless = -.infinity }
        chunks[0].removeFirst()
        if chunks[0].count == 0 { chunks.removeFirst().free() }
    }

    mutating func removeAll() {
        for chunk in chunks { chunk.free() }
        chunks = []
        count = 0
        clocklessInFront = 0
        latestClockless = -.infinity
        needsCelerysBisection = false
    }

    private func locate(_ index: Int) -> (chunk: Int, place: Int) {
        var left = index
        for (number, chunk) in chunks.enumerated() {
            if left < chunk.count || number == chunks.count - 1 { return (number, left) }
            left -= chunk.count
        }
        return (0, 0)
    }

    private subscript(_ index: Int) -> Entry {
        let (chunk, place) = locate(index)
        return chunks[chunk][place]
    }

    private mutating func widen() {
        isWide = true
        chunks = chunks.map { narrow in
            var wide = TimeChunk(isWide: true)
            for place in 0..<narrow.count { wide.append(narrow[place]) }
            narrow.free()
            return wide
        }
    }

    /// Marks the entries of tasks that are gone, so that a later task in the same slot is not taken for them.
    mutating func bury(isAlive: (UInt32) -> Bool) {
        for chunk in chunks {
            for place in 0..<chunk.count {
                let reference = chunk[place].reference
                if reference != Self.dead, !isAlive(reference) { chunk.bury(place) }
            }
        }
    }

    /// Calls `body` with each entry, first or last first, until it answers false.
    func forEach(reverse: Bool, _ body: (Entry) -> Bool) {
        for number in chunks.indices {
            let chunk = chunks[reverse ? chunks.count - 1 - number : number]
            for step in 0..<chunk.count {
                if !body(chunk[reverse ? chunk.count - 1 - step : step]) { return }
            }
        }
    }
}
