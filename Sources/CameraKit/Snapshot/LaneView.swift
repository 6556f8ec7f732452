// SPDX-License-Identifier: Apache-2.0

public import CameraABI

/// What one camera's lane has done so far.
public struct LaneView: StructView {
    @usableFromInline let layout: UnsafePointer<evcam_lane>

    /// A view over the struct at an address.
    @inlinable public init(_ layout: UnsafePointer<evcam_lane>) { self.layout = layout }

    /// The camera's name in the configuration.
    @inlinable public var name: TextView { TextView(present: layout.pointee.name) }
    /// Its id.
    @inlinable public var camera: TextView { TextView(present: layout.pointee.camera) }
    /// Shutters handed over.
    @inlinable public var shutters: UInt64 { layout.pointee.shutters }
    /// Of these, taken.
    @inlinable public var ok: UInt64 { layout.pointee.ok }
    /// Of these, put off.
    @inlinable public var retry: UInt64 { layout.pointee.retry }
    /// Of these, passed over.
    @inlinable public var drop: UInt64 { layout.pointee.drop }
    /// Of these, fatal.
    @inlinable public var fatal: UInt64 { layout.pointee.fatal }
    /// Shutters that came while it was busy and went into the next.
    @inlinable public var merged: UInt64 { layout.pointee.merged }
    /// Shutters that its own maxrate held back.
    @inlinable public var throttled: UInt64 { layout.pointee.throttled }
    /// Cleanups run.
    @inlinable public var cleanups: UInt64 { layout.pointee.cleanups }
    /// Rows its cleanups reported.
    @inlinable public var deleted: UInt64 { layout.pointee.deleted }
    /// Task changes handed over.
    @inlinable public var tasks: UInt64 { layout.pointee.tasks }
    /// Changes that max_pending dropped before it saw them.
    @inlinable public var dropped: UInt64 { layout.pointee.dropped }
    /// Calls that took longer than its deadline.
    @inlinable public var overdue: UInt64 { layout.pointee.overdue }
    /// Duration of its last shutter; nil: none yet.
    @inlinable public var lastSeconds: Double? { present(layout.pointee.last_seconds) }
    /// Duration of all its shutters.
    @inlinable public var totalSeconds: Double { layout.pointee.total_seconds }
    /// UNIX seconds; nil: none yet.
    @inlinable public var lastSuccess: Double? { present(layout.pointee.last_success) }
    /// Its cursor.
    @inlinable public var revision: UInt64 { layout.pointee.revision }
    /// Whether it is off for good.
    @inlinable public var isOff: Bool { layout.pointee.off != 0 }
}

@available(*, unavailable)
extension LaneView: Sendable {}
