// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// A cleanup under way: goes on where it stopped, a little at a time, so that it never holds up shutters for long.
struct Sweep {
    private var steps: [SweepStep] = []
    /// Rows that went since they were last reported.
    private var deleted = 0

    /// Whether there is more to delete.
    var isUnderWay: Bool { !steps.isEmpty }

    /// Begins anew, with today's idea of what is too old.
    mutating func begin(_ steps: [SweepStep]) { self.steps = steps }

    /// Leaves the rest to the next cleanup.
    mutating func end() { steps = [] }

    /// Rows that went since this was last asked.
    mutating func report() -> Int {
        defer { deleted = 0 }
        return deleted
    }

    /// Deletes for so long, or until all is gone.
    mutating func run(seconds: Double, on connection: ServerConnection, _ host: Host) throws(ServerError) {
        let end = Monotonic.now + seconds
        while let step = steps.first, Monotonic.now < end, !host.isCancelled {
            switch step {
            case .batches(let statement):
                let count = try Self.delete(statement, on: connection)
                deleted += count
                if count < SweepStep.batch { steps.removeFirst() }
            case .once(let statement):
                deleted += try Self.delete(statement, on: connection)
                steps.removeFirst()
            case .partitions(let table, let month):
                deleted += try Self.drop(before: month, of: table, on: connection)
                steps.removeFirst()
            }
        }
    }

    private static func delete(_ statement: String, on connection: ServerConnection) throws(ServerError) -> Int {
        try connection.send("BEGIN")
        // Each batch is to begin where the index does, not at the table's first page.
        try connection.send("SET LOCAL enable_seqscan = off")
        try connection.send("SET LOCAL enable_bitmapscan = off")
        try connection.send(statement)
        try connection.send("COMMIT")
        return try connection.finish().map(\.affected).max() ?? 0
    }

    /// Answers the number of rows that the server's statistics say they had.
    private static func drop(
        before month: Month, of table: String, on connection: ServerConnection
    ) throws(ServerError) -> Int {
        let found = try connection.ask(
            """
            SELECT c.relname, greatest(c.reltuples, 0)::bigint FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = to_regclass('\(table)') AND c.relname ~ '^\(table)_[0-9]{4}_[0-9]{2}$'
            AND c.relname < '\(table)_\(month.name)' COLLATE "C"
            """)
        var count = 0
        for row in found.values {
            guard let name = row.first.flatMap(\.self) else { continue }
            try connection.send("DROP TABLE \(Rights.quoted(name))")
            try connection.finish()
            count += row.last.flatMap(\.self).flatMap { Int($0) } ?? 0
        }
        return count
    }
}
