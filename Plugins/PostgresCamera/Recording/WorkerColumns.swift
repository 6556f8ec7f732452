// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// Workers on their way into `workers` and `worker_history`, as columns.
final class WorkerColumns: RowColumns {
    let columns: [Column]

    private let hostname = ArrayColumn(.text), alive = ArrayColumn(.boolean), offline = ArrayColumn(.boolean)
    private let active = ArrayColumn(.bigint), processed = ArrayColumn(.bigint)
    private let load1 = ArrayColumn(.double), load5 = ArrayColumn(.double), load15 = ArrayColumn(.double)
    private let lastHeartbeat = ArrayColumn(.timestamp), freq = ArrayColumn(.double)
    private let pid = ArrayColumn(.bigint), clock = ArrayColumn(.bigint)
    private let swIdent = ArrayColumn(.text), swVer = ArrayColumn(.text), swSys = ArrayColumn(.text)
    private let attributes = ArrayColumn(.text), updated = ArrayColumn(.timestamp)
    private let revision = ArrayColumn(.bigint), epoch = ArrayColumn(.text)
    private var json = AttributesJSON()

    init() {
        columns = [
            Column("hostname", hostname), Column("alive", alive), Column("offline", offline),
            Column("active", active), Column("processed", processed), Column("load1", load1),
            Column("load5", load5), Column("load15", load15), Column("last_heartbeat", lastHeartbeat),
            Column("freq", freq), Column("pid", pid), Column("clock", clock), Column("sw_ident", swIdent),
            Column("sw_ver", swVer), Column("sw_sys", swSys), Column("attributes", attributes),
            Column("updated", updated), Column("revision", revision), Column("epoch", epoch),
        ]
    }

    /// Adds a worker.
    func append(_ worker: WorkerView, of snapshot: SnapshotView) {
        hostname.append(worker.hostname, limit: TaskColumns.indexedLimit)
        alive.append(worker.isAlive)
        offline.append(worker.isOffline)
        active.append(worker.active)
        processed.append(worker.processed)
        load1.append(worker.loadavg?.0)
        load5.append(worker.loadavg?.1)
        load15.append(worker.loadavg?.2)
        lastHeartbeat.append(time: worker.lastHeartbeat)
        freq.append(worker.freq)
        pid.append(worker.pid)
        clock.append(worker.clock)
        swIdent.append(worker.swIdent)
        swVer.append(worker.swVer)
        swSys.append(worker.swSys)
        json.append(attributesOf: worker, to: attributes)
        updated.append(time: snapshot.takenAt)
        revision.append(Int64(clamping: worker.revision))
        epoch.append(present: snapshot.epoch)
    }
}
