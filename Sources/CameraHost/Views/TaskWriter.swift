// SPDX-License-Identifier: Apache-2.0
import CameraABI
import ClusterState

/// Writes tasks of one snapshot into a table.
///
/// Texts are not copied: they point into the snapshot.
struct TaskWriter {
    private let snapshot: Snapshot
    private let table: TaskTable
    private var writer: AttributeWriter

    init(_ snapshot: Snapshot, _ redaction: Redaction, into table: TaskTable) {
        self.snapshot = snapshot
        self.table = table
        writer = AttributeWriter(redaction, table.arena)
    }

    /// Appends a task to the table.
    mutating func write(_ task: TaskRecord) {
        guard let place = table.next() else { return }
        writer.isTruncated = false
        var view = evcam_task()
        view.size = UInt32(MemoryLayout<evcam_task>.size)
        view.revision = task.revision
        view.uuid = uuid(task)
        view.name = snapshot.string(task.name)
        view.state = snapshot.string(task.state)
        view.worker = snapshot.string(task.worker)
        view.client = snapshot.string(task.client)
        view.hostname = snapshot.string(task.hostname)
        view.args = text(.args, "args", task)
        view.kwargs = text(.kwargs, "kwargs", task)
        view.result = text(.result, "result", task)
        view.exception = text(.exception, "exception", task)
        view.traceback = text(.traceback, "traceback", task)
        view.eta = text(.eta, "eta", task)
        view.expires = text(.expires, "expires", task)
        view.exchange = text(.exchange, "exchange", task)
        view.routing_key = text(.routingKey, "routing_key", task)
        view.queue = text(.queue, "queue", task)
        view.root_id = id(.rootID, "root_id", task)
        view.parent_id = id(.parentID, "parent_id", task)
        view.timestamp = task.timestamp
        view.local_received = .nan
        view.sent = task.time(.sent)
        view.received = task.time(.received)
        view.started = task.time(.started)
        view.succeeded = task.time(.succeeded)
        view.failed = task.time(.failed)
        view.retried = task.time(.retried)
        view.revoked = task.time(.revoked)
        view.rejected = task.time(.rejected)
        view.runtime = runtime(task)
        view.clock = task.clock
        view.retries = retries(task)
        view.pid = task.pid ?? .min
        view.attribute_stride = UInt32(MemoryLayout<evcam_attribute>.stride)
        if task.attributeCount > 0 {
            task.forEachAttribute { name, value in
                table.attributes.append(writer.attribute(name, value))
            }
        }
        if !table.attributes.isEmpty {
            view.attribute_count = UInt64(table.attributes.count)
            view.attributes = table.arena.copy(table.attributes)
            table.attributes.removeAll(keepingCapacity: true)
        }
        if task.isReady { view.flags |= EVCAM_TASK_READY }
        if task.removal != nil { view.flags |= EVCAM_TASK_REMOVED }
        if writer.isTruncated { view.flags |= EVCAM_TASK_TRUNCATED }
        place.initialize(to: view)
    }

    /// A task that is no longer part of what the camera is shown.
    func removed(_ task: TaskRecord, reason: UInt32) -> evcam_removed {
        evcam_removed(
            size: UInt32(MemoryLayout<evcam_removed>.size), reason: reason, revision: task.revision, id: uuid(task)
        )
    }

    @inline(__always)
    private func uuid(_ task: TaskRecord) -> evcam_string {
        let count = task.uuidCount
        let memory = table.arena.bytes(count + 1)
        task.writeUUID(to: memory)
        return evcam_string(ptr: memory.assumingMemoryBound(to: CChar.self), len: UInt64(count))
    }

    @inline(__always)
    private mutating func text(_ field: TaskField, _ name: StaticString, _ task: TaskRecord) -> evcam_string {
        switch task.value(field) {
        case .none, .null?: return .absent
        case .string(let bytes)?: return writer.text(bytes, of: field)
        case .some(let value):
            misfit(name, value)
            return .absent
        }
    }

    @inline(__always)
    private mutating func id(_ field: TaskField, _ name: StaticString, _ task: TaskRecord) -> evcam_string {
        if let count = task.idCount(field) {
            let memory = table.arena.bytes(count + 1)
            task.writeID(field, to: memory)
            return evcam_string(ptr: memory.assumingMemoryBound(to: CChar.self), len: UInt64(count))
        }
        return text(field, name, task)
    }

    @inline(__always)
    private mutating func runtime(_ task: TaskRecord) -> Double {
        switch task.value(.runtime) {
        case .none, .null?: return .nan
        case .double(let seconds)?: return seconds
        case .int(let seconds)?: return Double(seconds)
        case .some(let value):
            misfit("runtime", value)
            return .nan
        }
    }

    @inline(__always)
    private mutating func retries(_ task: TaskRecord) -> Int64 {
        switch task.value(.retries) {
        case .none, .null?: return .min
        case .int(let count)?: return count
        case .some(let value):
            misfit("retries", value)
            return .min
        }
    }

    /// A value that does not fit its member goes among the attributes, as it came.
    @inline(never)
    private mutating func misfit(_ name: StaticString, _ value: AttributeValue) {
        let name = UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        table.attributes.append(writer.attribute(name, value))
    }
}
