// SPDX-License-Identifier: Apache-2.0

public import CameraABI

/// A worker, as `celery.events.state.Worker` knows it.
///
/// Times are UNIX seconds, UTC; nil is unknown.
public struct WorkerView: StructView {
    @usableFromInline let layout: UnsafePointer<evcam_worker>

    /// A view over the struct at an address.
    @inlinable public init(_ layout: UnsafePointer<evcam_worker>) { self.layout = layout }

    /// Node name.
    @inlinable public var hostname: TextView { TextView(present: layout.pointee.hostname) }
    /// The state's revision of its last change.
    @inlinable public var revision: UInt64 { layout.pointee.revision }
    /// Whether its last heartbeat was younger than 2 × ``freq`` when the picture was taken.
    @inlinable public var isAlive: Bool { layout.pointee.flags & EVCAM_WORKER_ALIVE != 0 }
    /// Whether it said worker-offline, and nothing since.
    @inlinable public var isOffline: Bool { layout.pointee.flags & EVCAM_WORKER_OFFLINE != 0 }
    /// Whether its last change is part of the delta.
    @inlinable public var hasChanged: Bool { layout.pointee.flags & EVCAM_WORKER_CHANGED != 0 }
    /// Name of its software.
    @inlinable public var swIdent: TextView? { TextView(layout.pointee.sw_ident) }
    /// Version of its software.
    @inlinable public var swVer: TextView? { TextView(layout.pointee.sw_ver) }
    /// Its operating system.
    @inlinable public var swSys: TextView? { TextView(layout.pointee.sw_sys) }
    /// Seconds between heartbeats.
    @inlinable public var freq: Double? { present(layout.pointee.freq) }
    /// Load over 1, 5 and 15 minutes.
    @inlinable public var loadavg: (Double, Double, Double)? {
        layout.pointee.loadavg.0.isNaN ? nil : layout.pointee.loadavg
    }
    /// The newest heartbeats, at most 4, ascending.
    @inlinable public var heartbeats: HeartbeatList {
        HeartbeatList(layout.pointee.heartbeats, count: layout.pointee.heartbeat_count)
    }
    /// The newest heartbeat.
    @inlinable public var lastHeartbeat: Double? { heartbeats.last }
    /// Process id.
    @inlinable public var pid: Int64? { present(layout.pointee.pid) }
    /// Logical (Lamport) clock of its last event.
    @inlinable public var clock: Int64? { present(layout.pointee.clock) }
    /// Tasks executing.
    @inlinable public var active: Int64? { present(layout.pointee.active) }
    /// Tasks accepted since it started.
    @inlinable public var processed: Int64? { present(layout.pointee.processed) }
    /// Whatever else the events brought.
    @inlinable public var attributes: ViewList<AttributeView> {
        ViewList(layout.pointee.attributes, layout.pointee.attribute_count, layout.pointee.attribute_stride)
    }
}

@available(*, unavailable)
extension WorkerView: Sendable {}
