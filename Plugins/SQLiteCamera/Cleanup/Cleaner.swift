// SPDX-License-Identifier: Apache-2.0

/// Deletes old rows in small batches and gives their space back, as far as the time it is given goes; the rest waits
/// for the next time.
final class Cleaner {
    /// What a batch shall take, so that other programs that write to the file never wait long: seconds.
    private static let batchSeconds = 0.05
    /// Free pages that stay in the file, as a share of its pages: new rows take them, and the file does not grow again.
    private static let slack = 16

    private let database: Database
    private let clock: () -> Double
    private var deletions: [Deletion] = []
    private var rows = 500
    private var pages = 500
    private var shrinks = false
    /// Rows deleted since somebody last asked.
    private var unreported = 0

    init(_ database: Database, clock: @escaping () -> Double = MonotonicClock.now) {
        self.database = database
        self.clock = clock
    }

    /// Whether something is left to do.
    var hasWork: Bool { !deletions.isEmpty || shrinks }

    /// Plans a cleanup; what is left of the one before is part of it.
    func plan(_ deletions: [Deletion]) throws {
        self.deletions = deletions
        shrinks = try database.number("PRAGMA auto_vacuum") == 2
    }

    /// Forgets the plan, for a database that fails.
    func giveUp() {
        deletions = []
        shrinks = false
    }

    /// Works for so many seconds, for one batch at least.
    func work(seconds: Double, isCancelled: () -> Bool) throws {
        let end = clock() + seconds
        var now = clock()
        repeat {
            guard hasWork else { return }
            if let deletion = deletions.first {
                let deleted = try deletion.run(limit: rows)
                unreported += deleted
                if deleted < rows { deletions.removeFirst() }
                rows = adapt(rows, since: &now, done: deleted)
            } else {
                let freed = try shrink()
                pages = adapt(pages, since: &now, done: freed)
            }
        } while now < end && !isCancelled()
    }

    /// How many rows went since the last time.
    func takeReport() -> Int {
        defer { unreported = 0 }
        return unreported
    }

    /// The next batch's size: twice as many, or half, as the last was fast.
    private func adapt(_ size: Int, since start: inout Double, done: Int) -> Int {
        let end = clock()
        defer { start = end }
        if end - start > Self.batchSeconds { return max(50, size / 2) }
        return done < size || end - start > Self.batchSeconds / 2 ? size : min(20_000, size * 2)
    }

    /// Moves pages from the file's end to free ones, and cuts it; answers how many pages went.
    private func shrink() throws -> Int {
        let free = try database.number("PRAGMA freelist_count") ?? 0
        let all = try database.number("PRAGMA page_count") ?? 0
        let surplus = Int(free - max(256, (all - free) / Int64(Self.slack)))
        guard surplus > 0 else {
            shrinks = false
            // Cuts the file.
            database.checkpoint(waits: false)
            return 0
        }
        let count = min(surplus, pages)
        try database.execute("PRAGMA incremental_vacuum(\(count))")
        return count
    }
}
