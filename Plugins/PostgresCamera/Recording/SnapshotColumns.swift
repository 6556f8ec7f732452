// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// A snapshot on its way into `snapshots`, as columns of one row.
final class SnapshotColumns: RowColumns {
    let columns: [Column]

    private let cluster = ArrayColumn(.text), epoch = ArrayColumn(.text), sequence = ArrayColumn(.bigint)
    private let takenAt = ArrayColumn(.timestamp), baseRevision = ArrayColumn(.bigint)
    private let revision = ArrayColumn(.bigint), changed = ArrayColumn(.bigint), removed = ArrayColumn(.bigint)
    private let eventCount = ArrayColumn(.bigint), taskEventCount = ArrayColumn(.bigint)
    private let tasksInMemory = ArrayColumn(.bigint), workersInMemory = ArrayColumn(.bigint)
    private let workersAlive = ArrayColumn(.bigint), losses = ArrayColumn(.text), gaps = ArrayColumn(.text)
    private let fullResync = ArrayColumn(.boolean), final = ArrayColumn(.boolean), replay = ArrayColumn(.boolean)
    private var json = AttributesJSON()

    init() {
        columns = [
            Column("cluster", cluster), Column("epoch", epoch), Column("sequence", sequence),
            Column("taken_at", takenAt), Column("base_revision", baseRevision), Column("revision", revision),
            Column("changed", changed), Column("removed", removed), Column("event_count", eventCount),
            Column("task_event_count", taskEventCount), Column("tasks_in_memory", tasksInMemory),
            Column("workers_in_memory", workersInMemory), Column("workers_alive", workersAlive),
            Column("losses", losses), Column("gaps", gaps), Column("full_resync", fullResync),
            Column("final", final), Column("replay", replay),
        ]
    }

    /// Adds the snapshot.
    func append(_ snapshot: SnapshotView) {
        func append(_ number: UInt64, to column: ArrayColumn) { column.append(Int64(clamping: number)) }
        cluster.append(present: snapshot.cluster)
        epoch.append(present: snapshot.epoch)
        append(snapshot.sequence, to: sequence)
        takenAt.append(time: snapshot.takenAt)
        append(snapshot.baseRevision, to: baseRevision)
        append(snapshot.revision, to: revision)
        append(UInt64(snapshot.changed.count), to: changed)
        append(UInt64(snapshot.removed.count), to: removed)
        append(snapshot.eventCount, to: eventCount)
        append(snapshot.taskEventCount, to: taskEventCount)
        append(snapshot.tasksInMemory, to: tasksInMemory)
        append(snapshot.workersInMemory, to: workersInMemory)
        workersAlive.append(Int64(snapshot.workers.count { $0.isAlive }))
        json.append(snapshot.losses, to: losses)
        json.append(snapshot.gaps, to: gaps)
        fullResync.append(snapshot.isFullResync)
        final.append(snapshot.isFinal)
        replay.append(snapshot.isReplay)
    }

    /// The statement; one that was written but not confirmed may come again with more in it.
    var statement: String {
        let new = columns.map { "\"\($0.name)\" = excluded.\"\($0.name)\"" }.joined(separator: ", ")
        return """
            INSERT INTO snapshots AS s (\(names)) SELECT \(values) FROM \(source)
            ON CONFLICT (epoch, sequence) DO UPDATE SET \(new) WHERE excluded.revision > s.revision
            """
    }
}
