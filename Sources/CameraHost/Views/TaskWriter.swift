// SPDX-License-Identifier: Apache-2.0
import CameraABI
import ClusterState

/// Writes tasks of one snapshot into a table.
///
/// Texts are not copied: they point into the snapshot. For a table that another process reads they are.
struct TaskWriter {
    private let snapshot: Snapshot
    private let table: TaskTable
    private let blank = Self.blankTask()
    private var writer: AttributeWriter
    /// Copies texts for another process; nil: views point to them.
    private let mirror: MirrorReference?
    private let arena: Arena
    private let copiesBlocks: Bool

    init(_ snapshot: Snapshot, _ redaction: Redaction, into table: TaskTable) {
        self.snapshot = snapshot
        self.table = table
        arena = table.arena
        mirror = MirrorReference(arena.mirror)
        writer = AttributeWriter(redaction, arena)
        copiesBlocks = redaction == .none
    }

    /// Appends a task to the table.
    mutating func write(_ task: TaskRecord) {
        if let view = table.next() { write(task, to: view) }
    }

    /// Writes a task's row.
    mutating func write(_ task: TaskRecord, to view: UnsafeMutablePointer<evcam_task>) {
        writer.isTruncated = false
        if let mirror {
            if copiesBlocks { mirror.begin(task) } else { mirror.beginWithoutBlock() }
        }
        view.initialize(to: blank)
        view.pointee.revision = task.revision
        view.pointee.uuid = uuid(task)
        view.pointee.name = text(task.name)
        view.pointee.state = text(task.state)
        view.pointee.worker = text(task.worker)
        view.pointee.client = text(task.client)
        view.pointee.hostname = text(task.hostname)
        view.pointee.timestamp = task.timestamp
        view.pointee.local_received = task.localReceived
        view.pointee.clock = task.clock
        if let pid = task.pid { view.pointee.pid = pid }
        task.forEachTime { kind, time in Self.write(time, kind, to: view) }
        task.forEachPart { part in
            switch part {
            case .value(let field, let value): write(field, value, to: view)
            case .ownID(let field): write(view.pointee.uuid, field, to: view)
            case .id(let field, let high, let low):
                let memory = arena.bytes(37)
                UUIDText.write(high, low, to: memory)
                write(evcam_string(ptr: memory.assumingMemoryBound(to: CChar.self), len: 36), field, to: view)
            case .time(let kind, let time): Self.write(time, kind, to: view)
            case .attribute(let name, let value): table.attributes.append(writer.attribute(name, value))
            }
        }
        if !table.attributes.isEmpty {
            view.pointee.attribute_count = UInt64(table.attributes.count)
            view.pointee.attributes = arena.copy(table.attributes)
            table.attributes.removeAll(keepingCapacity: true)
        }
        if task.isReady { view.pointee.flags |= EVCAM_TASK_READY }
        if task.removal != nil { view.pointee.flags |= EVCAM_TASK_REMOVED }
        if writer.isTruncated { view.pointee.flags |= EVCAM_TASK_TRUNCATED }
    }

    @inline(__always)
    private func text(_ id: TextID) -> evcam_string {
        if let mirror { mirror.text(id, snapshot) } else { snapshot.string(id) }
    }

    /// A task of which nothing is known.
    private static func blankTask() -> evcam_task {
        var task = evcam_task()
        task.size = UInt32(MemoryLayout<evcam_task>.size)
        task.attribute_stride = UInt32(MemoryLayout<evcam_attribute>.stride)
        task.sent = .nan
        task.received = .nan
        task.started = .nan
        task.succeeded = .nan
        task.failed = .nan
        task.retried = .nan
        task.revoked = .nan
        task.rejected = .nan
        task.runtime = .nan
        task.retries = .min
        task.pid = .min
        return task
    }

    /// A value that does not fit its member goes among the attributes, as it came.
    @inline(__always)
    private mutating func write(_ field: TaskField, _ value: AttributeValue, to view: UnsafeMutablePointer<evcam_task>)
    {
        switch (field, value) {
        case (_, .null): break
        case (.args, .string(let text)): view.pointee.args = writer.text(text, of: field)
        case (.kwargs, .string(let text)): view.pointee.kwargs = writer.text(text, of: field)
        case (.result, .string(let text)): view.pointee.result = writer.text(text, of: field)
        case (.exception, .string(let text)): view.pointee.exception = writer.text(text, of: field)
        case (.traceback, .string(let text)): view.pointee.traceback = writer.text(text, of: field)
        case (.eta, .string(let text)): view.pointee.eta = writer.text(text, of: field)
        case (.expires, .string(let text)): view.pointee.expires = writer.text(text, of: field)
        case (.exchange, .string(let text)): view.pointee.exchange = writer.text(text, of: field)
        case (.routingKey, .string(let text)): view.pointee.routing_key = writer.text(text, of: field)
        case (.queue, .string(let text)): view.pointee.queue = writer.text(text, of: field)
        case (.rootID, .string(let text)), (.parentID, .string(let text)):
            write(arena.place(text), field, to: view)
        case (.runtime, .double(let seconds)): view.pointee.runtime = seconds
        case (.runtime, .int(let seconds)): view.pointee.runtime = Double(seconds)
        case (.retries, .int(let count)): view.pointee.retries = count
        default: table.attributes.append(writer.attribute(Self.name(field), value))
        }
    }

    /// A task's root or parent.
    @inline(__always)
    private func write(_ id: evcam_string, _ field: TaskField, to view: UnsafeMutablePointer<evcam_task>) {
        if field == .rootID { view.pointee.root_id = id } else { view.pointee.parent_id = id }
    }

    @inline(__always)
    private static func write(_ time: Double, _ kind: TaskTime, to view: UnsafeMutablePointer<evcam_task>) {
        switch kind {
        case .sent: view.pointee.sent = time
        case .received: view.pointee.received = time
        case .started: view.pointee.started = time
        case .succeeded: view.pointee.succeeded = time
        case .failed: view.pointee.failed = time
        case .retried: view.pointee.retried = time
        case .revoked: view.pointee.revoked = time
        case .rejected: view.pointee.rejected = time
        }
    }

    private static func name(_ field: TaskField) -> UnsafeRawBufferPointer {
        let name: StaticString =
            switch field {
            case .args: "args"
            case .kwargs: "kwargs"
            case .rootID: "root_id"
            case .parentID: "parent_id"
            case .retries: "retries"
            case .eta: "eta"
            case .expires: "expires"
            case .queue: "queue"
            case .exchange: "exchange"
            case .routingKey: "routing_key"
            case .result: "result"
            case .runtime: "runtime"
            case .exception: "exception"
            case .traceback: "traceback"
            }
        return UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    }

    /// A task that left the state, or else the camera's filter.
    func removed(_ task: TaskRecord) -> evcam_removed {
        evcam_removed(
            size: UInt32(MemoryLayout<evcam_removed>.size),
            reason: task.removal.map { UInt32($0.rawValue) } ?? EVCAM_REMOVED_FILTERED,
            revision: task.removal == nil ? task.revision : task.removalRevision, id: uuid(task)
        )
    }

    @inline(__always)
    private func uuid(_ task: TaskRecord) -> evcam_string {
        let count = task.uuidCount
        let memory = arena.bytes(count + 1)
        task.writeUUID(to: memory)
        return evcam_string(ptr: memory.assumingMemoryBound(to: CChar.self), len: UInt64(count))
    }
}
