// SPDX-License-Identifier: Apache-2.0

public import CameraABI

/// A task (worker) that is no longer part of the state.
///
/// The camera may never have seen it.
public struct RemovedView: StructView {
    @usableFromInline let layout: UnsafePointer<evcam_removed>

    /// A view over the struct at an address.
    @inlinable public init(_ layout: UnsafePointer<evcam_removed>) { self.layout = layout }

    /// uuid (node name).
    @inlinable public var id: TextView { TextView(present: layout.pointee.id) }
    /// The state's revision of its removal.
    @inlinable public var revision: UInt64 { layout.pointee.revision }
    /// Why; nil: a reason of a newer host.
    @inlinable public var reason: RemovalReason? { RemovalReason(rawValue: layout.pointee.reason) }
}

@available(*, unavailable)
extension RemovedView: Sendable {}
