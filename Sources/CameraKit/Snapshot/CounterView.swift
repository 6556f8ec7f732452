// SPDX-License-Identifier: Apache-2.0

public import CameraABI

/// How many events of a type, of a task and from a host have been seen since the epoch began; exact, whatever the
/// shutter missed.
public struct CounterView: StructView {
    @usableFromInline let layout: UnsafePointer<evcam_counter>

    /// A view over the struct at an address.
    @inlinable public init(_ layout: UnsafePointer<evcam_counter>) { self.layout = layout }

    /// task-succeeded, for one.
    @inlinable public var type: TextView { TextView(present: layout.pointee.type) }
    /// Task name; nil for events of workers and nameless tasks.
    @inlinable public var task: TextView? { TextView(layout.pointee.task) }
    /// Node name of a worker; host of a client.
    @inlinable public var hostname: TextView? { TextView(layout.pointee.hostname) }
    /// How many.
    @inlinable public var count: UInt64 { layout.pointee.count }
}

@available(*, unavailable)
extension CounterView: Sendable {}
