// SPDX-License-Identifier: Apache-2.0

public import CameraABI

/// How many tasks are in a state, by name.
public struct TaskCountView: StructView {
    @usableFromInline let layout: UnsafePointer<evcam_task_count>

    /// A view over the struct at an address.
    @inlinable public init(_ layout: UnsafePointer<evcam_task_count>) { self.layout = layout }

    /// nil: tasks whose name is unknown.
    @inlinable public var name: TextView? { TextView(layout.pointee.name) }
    /// The state.
    @inlinable public var state: TextView { TextView(present: layout.pointee.state) }
    /// How many.
    @inlinable public var count: UInt64 { layout.pointee.count }
}

@available(*, unavailable)
extension TaskCountView: Sendable {}
