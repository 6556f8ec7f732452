// SPDX-License-Identifier: Apache-2.0
import CameraABI

/// A copy of a picture's structs, for memory that could not be mapped where its pointers say.
///
/// They are moved by the distance; texts are not copied. Every pointer of the ABI's structs is named here; a struct that gets a new one needs a line.
final class MovedSnapshot {
    /// A piece of shared memory: where its pointers say it is, and where it is.
    struct Piece {
        var from: UInt64
        var to: UnsafeMutableRawPointer
    }

    let header: UnsafeMutablePointer<evcam_snapshot>
    private let pieces: [Piece]
    private let arena = Arena()

    /// Copies the picture whose header the host has at `address`; nil if that lies in no piece.
    init?(_ address: UInt64, _ pieces: [Piece]) {
        self.pieces = pieces
        header = .allocate(capacity: 1)
        header.initialize(to: evcam_snapshot())
        guard let source: UnsafePointer<evcam_snapshot> = moved(UnsafePointer(bitPattern: UInt(address))) else {
            return nil
        }
        var copy = source.pointee
        move(&copy.cluster)
        move(&copy.epoch)
        copy.changed = copied(copy.changed, copy.changed_count) { move(&$0) }
        copy.tasks = copied(copy.tasks, copy.task_count) { move(&$0) }
        copy.removed = copied(copy.removed, copy.removed_count) { move(&$0.id) }
        copy.workers = copied(copy.workers, copy.worker_count) { move(&$0) }
        copy.removed_workers = copied(copy.removed_workers, copy.removed_worker_count) { move(&$0.id) }
        copy.task_counts = copied(copy.task_counts, copy.task_count_count) {
            move(&$0.name)
            move(&$0.state)
        }
        copy.counters = copied(copy.counters, copy.counter_count) {
            move(&$0.type)
            move(&$0.task)
            move(&$0.hostname)
        }
        copy.losses = copied(copy.losses, copy.loss_count) { move(&$0.cause) }
        copy.gaps = copied(copy.gaps, copy.gap_count) { move(&$0.cause) }
        copy.lanes = copied(copy.lanes, copy.lane_count) {
            move(&$0.name)
            move(&$0.camera)
        }
        header.pointee = copy
    }

    deinit { header.deallocate() }

    private func moved<Value>(_ pointer: UnsafePointer<Value>?) -> UnsafePointer<Value>? {
        guard let pointer else { return nil }
        let address = UInt64(UInt(bitPattern: pointer))
        guard let piece = pieces.first(where: { address >= $0.from && address - $0.from < SharedMemory.size }) else {
            return nil
        }
        return UnsafeRawPointer(piece.to + Int(address - piece.from)).assumingMemoryBound(to: Value.self)
    }

    private func move(_ text: inout evcam_string) { text.ptr = moved(text.ptr) }

    private func copied<Value: BitwiseCopyable>(
        _ source: UnsafePointer<Value>?, _ count: UInt64, _ fix: (inout Value) -> Void
    ) -> UnsafePointer<Value>? {
        guard let source = moved(source), count > 0 else { return nil }
        let copy = arena.array(of: Value.self, Int(count))
        _ = copy.update(from: UnsafeBufferPointer(start: source, count: Int(count)))
        for index in copy.indices { fix(&copy[index]) }
        return UnsafePointer(copy.baseAddress)
    }

    private func move(_ attributes: inout UnsafePointer<evcam_attribute>?, _ count: UInt64) {
        attributes = copied(attributes, count) {
            move(&$0.name)
            move(&$0.text)
        }
    }

    private func move(_ task: inout evcam_task) {
        move(&task.uuid)
        move(&task.name)
        move(&task.state)
        move(&task.worker)
        move(&task.client)
        move(&task.hostname)
        move(&task.args)
        move(&task.kwargs)
        move(&task.result)
        move(&task.exception)
        move(&task.traceback)
        move(&task.eta)
        move(&task.expires)
        move(&task.exchange)
        move(&task.routing_key)
        move(&task.queue)
        move(&task.root_id)
        move(&task.parent_id)
        move(&task.attributes, task.attribute_count)
    }

    private func move(_ worker: inout evcam_worker) {
        move(&worker.hostname)
        move(&worker.sw_ident)
        move(&worker.sw_ver)
        move(&worker.sw_sys)
        move(&worker.attributes, worker.attribute_count)
    }
}
