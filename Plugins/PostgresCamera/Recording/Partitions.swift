// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// The history's partitions, one for each month.
///
/// Months near the snapshot's have a partition of their own. What wrong clocks bring beyond them stands in the default
/// partition until its month is near.
struct Partitions {
    static let tables = ["task_history", "worker_history"]

    private var known: Set<Month> = []
    private var made: Set<Month> = []

    /// What makes the partitions that the snapshot's history needs and that are not known to be there.
    mutating func statements(for snapshot: SnapshotView) -> [String] {
        guard let now = Month(snapshot.takenAt) else { return [] }
        var needed: Set<Month> = [now]
        var last: (range: Range<Double>, month: Month)?
        for task in snapshot.changed {
            let times = [
                task.sent, task.received, task.started, task.succeeded, task.failed, task.retried, task.revoked,
                task.rejected, task.timestamp,
            ]
            for case let time? in times where last?.range.contains(time) != true {
                guard let month = Month(time) else { continue }
                // Most times are of the same day.
                let day = (time / 86_400).rounded(.down) * 86_400
                last = (day..<day + 86_400, month)
                needed.insert(month)
            }
        }
        made = needed.filter { $0 >= now.advanced(by: -13) && $0 <= now.advanced(by: 1) }.subtracting(known)
        return made.sorted().flatMap { month in Self.tables.map { Self.statement(month, of: $0) } }
    }

    /// What was made is there now.
    mutating func confirm() {
        known.formUnion(made)
        made = []
    }

    /// Nothing is known any more.
    mutating func forget() { known = [] }

    /// Makes a month's partition unless it is there, with the rows that stood in the default one.
    private static func statement(_ month: Month, of table: String) -> String {
        let name = "\(table)_\(month.name)"
        let (from, to) = (month.start, month.advanced(by: 1).start)
        return """
            DO $do$ BEGIN
            IF to_regclass('\(name)') IS NULL THEN
                PERFORM pg_advisory_xact_lock(\(RecordingTables.lock));
            END IF;
            IF to_regclass('\(name)') IS NULL THEN
                CREATE TABLE \(name) (LIKE \(table) INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
                WITH moved AS (DELETE FROM \(table)_default WHERE at >= \(from) AND at < \(to) RETURNING *)
                INSERT INTO \(name) SELECT * FROM moved;
                ALTER TABLE \(table) ATTACH PARTITION \(name) FOR VALUES FROM (\(from)) TO (\(to));
            END IF;
            END $do$
            """
    }
}
