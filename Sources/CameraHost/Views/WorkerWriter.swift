// SPDX-License-Identifier: Apache-2.0
import CameraABI
import ClusterState

/// Writes workers of one snapshot as the ABI shows them.
struct WorkerWriter {
    private let snapshot: Snapshot
    private let baseRevision: UInt64
    private let arena: Arena
    private var writer: AttributeWriter

    init(_ snapshot: Snapshot, since baseRevision: UInt64, _ redaction: Redaction, _ arena: Arena) {
        self.snapshot = snapshot
        self.baseRevision = baseRevision
        self.arena = arena
        writer = AttributeWriter(redaction, arena)
    }

    /// The view of a worker.
    mutating func view(_ worker: WorkerRecord) -> evcam_worker {
        var attributes: [evcam_attribute] = []
        var view = evcam_worker()
        view.size = UInt32(MemoryLayout<evcam_worker>.size)
        view.revision = worker.revision
        view.hostname = arena.place(worker.hostname, of: snapshot)
        view.sw_ident = text(worker.swIdent, "sw_ident", &attributes)
        view.sw_ver = text(worker.swVer, "sw_ver", &attributes)
        view.sw_sys = text(worker.swSys, "sw_sys", &attributes)
        view.freq = worker.freq
        view.loadavg = worker.loadavg ?? (.nan, .nan, .nan)
        // The newest four.
        let count = min(worker.heartbeatCount, 4)
        let first = worker.heartbeatCount - count
        let beats = (0..<4).map { $0 < count ? worker.heartbeat(first + $0) : .nan }
        view.heartbeats = (beats[0], beats[1], beats[2], beats[3])
        view.heartbeat_count = UInt32(count)
        view.pid = worker.pid ?? .min
        view.clock = worker.clock ?? .min
        view.active = worker.active ?? .min
        view.processed = worker.processed ?? .min
        view.attribute_stride = UInt32(MemoryLayout<evcam_attribute>.stride)
        worker.forEachAttribute { name, value in attributes.append(writer.attribute(name, value)) }
        view.attribute_count = UInt64(attributes.count)
        view.attributes = arena.copy(attributes)
        if worker.isAlive(at: snapshot.takenAt) { view.flags |= EVCAM_WORKER_ALIVE }
        if worker.saidOffline { view.flags |= EVCAM_WORKER_OFFLINE }
        if worker.revision > baseRevision { view.flags |= EVCAM_WORKER_CHANGED }
        return view
    }

    /// A worker that left the state.
    func removed(_ worker: WorkerRecord) -> evcam_removed {
        evcam_removed(
            size: UInt32(MemoryLayout<evcam_removed>.size), reason: UInt32((worker.removal ?? .evicted).rawValue),
            revision: worker.removalRevision, id: arena.place(worker.hostname, of: snapshot)
        )
    }

    private mutating func text(
        _ value: AttributeValue?, _ name: StaticString, _ attributes: inout [evcam_attribute]
    ) -> evcam_string {
        switch value {
        case .none, .null?: return .absent
        case .string(let bytes)?: return arena.place(bytes)
        case .some(let value):
            let name = UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
            attributes.append(writer.attribute(name, value))
            return .absent
        }
    }
}
