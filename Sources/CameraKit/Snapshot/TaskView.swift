// SPDX-License-Identifier: Apache-2.0

public import CameraABI

/// A task, as `celery.events.state.Task` knows it.
///
/// Times are UNIX seconds, UTC; nil is unknown.
public struct TaskView: StructView {
    @usableFromInline let layout: UnsafePointer<evcam_task>

    /// A view over the struct at an address.
    @inlinable public init(_ layout: UnsafePointer<evcam_task>) { self.layout = layout }

    /// The task's id.
    @inlinable public var uuid: TextView { TextView(present: layout.pointee.uuid) }
    /// The state's revision of its last change.
    @inlinable public var revision: UInt64 { layout.pointee.revision }
    /// nil until a task-sent or task-received was seen.
    @inlinable public var name: TextView? { TextView(layout.pointee.name) }
    /// PENDING, RECEIVED, STARTED, SUCCESS, FAILURE, RETRY, REVOKED, REJECTED or a custom one.
    @inlinable public var state: TextView { TextView(present: layout.pointee.state) }
    /// Whether the state is SUCCESS, FAILURE or REVOKED.
    @inlinable public var isReady: Bool { layout.pointee.flags & EVCAM_TASK_READY != 0 }
    /// Whether this is its last change: it stands in ``SnapshotView/removed`` as well.
    @inlinable public var isRemoved: Bool { layout.pointee.flags & EVCAM_TASK_REMOVED != 0 }
    /// Whether the host shortened or redacted a text, as configured.
    @inlinable public var isTruncated: Bool { layout.pointee.flags & EVCAM_TASK_TRUNCATED != 0 }
    /// Node name of the worker that has it.
    @inlinable public var worker: TextView? { TextView(layout.pointee.worker) }
    /// Node name of the client that sent it.
    @inlinable public var client: TextView? { TextView(layout.pointee.client) }
    /// Node name in the last event.
    @inlinable public var hostname: TextView? { TextView(layout.pointee.hostname) }
    /// Python repr, cut by Celery at 1,024 characters.
    @inlinable public var args: TextView? { TextView(layout.pointee.args) }
    /// Python repr, cut by Celery at 1,024 characters.
    @inlinable public var kwargs: TextView? { TextView(layout.pointee.kwargs) }
    /// Python repr of what it returned.
    @inlinable public var result: TextView? { TextView(layout.pointee.result) }
    /// Python repr of what it raised.
    @inlinable public var exception: TextView? { TextView(layout.pointee.exception) }
    /// Python's traceback.
    @inlinable public var traceback: TextView? { TextView(layout.pointee.traceback) }
    /// ISO 8601, with offset.
    @inlinable public var eta: TextView? { TextView(layout.pointee.eta) }
    /// ISO 8601, with offset.
    @inlinable public var expires: TextView? { TextView(layout.pointee.expires) }
    /// The exchange it was sent to.
    @inlinable public var exchange: TextView? { TextView(layout.pointee.exchange) }
    /// The routing key it was sent with.
    @inlinable public var routingKey: TextView? { TextView(layout.pointee.routing_key) }
    /// The queue it was sent to.
    @inlinable public var queue: TextView? { TextView(layout.pointee.queue) }
    /// uuid of the first task of its workflow.
    @inlinable public var rootID: TextView? { TextView(layout.pointee.root_id) }
    /// uuid of the task that sent it.
    @inlinable public var parentID: TextView? { TextView(layout.pointee.parent_id) }
    /// Of the last event, by the sender's clock.
    @inlinable public var timestamp: Double? { present(layout.pointee.timestamp) }
    /// Of the last event, by our clock.
    @inlinable public var localReceived: Double? { present(layout.pointee.local_received) }
    /// When it was sent.
    @inlinable public var sent: Double? { present(layout.pointee.sent) }
    /// When a worker received it.
    @inlinable public var received: Double? { present(layout.pointee.received) }
    /// When it was started.
    @inlinable public var started: Double? { present(layout.pointee.started) }
    /// When it succeeded.
    @inlinable public var succeeded: Double? { present(layout.pointee.succeeded) }
    /// When it failed.
    @inlinable public var failed: Double? { present(layout.pointee.failed) }
    /// When it was last retried.
    @inlinable public var retried: Double? { present(layout.pointee.retried) }
    /// When it was revoked.
    @inlinable public var revoked: Double? { present(layout.pointee.revoked) }
    /// When it was rejected.
    @inlinable public var rejected: Double? { present(layout.pointee.rejected) }
    /// Seconds it took.
    @inlinable public var runtime: Double? { present(layout.pointee.runtime) }
    /// Logical (Lamport) clock of the last event.
    @inlinable public var clock: Int64 { layout.pointee.clock }
    /// How often it was retried.
    @inlinable public var retries: Int64? { present(layout.pointee.retries) }
    /// Process id in the last event.
    @inlinable public var pid: Int64? { present(layout.pointee.pid) }
    /// Whatever else the events brought.
    @inlinable public var attributes: ViewList<AttributeView> {
        ViewList(layout.pointee.attributes, layout.pointee.attribute_count, layout.pointee.attribute_stride)
    }
}

@available(*, unavailable)
extension TaskView: Sendable {}
