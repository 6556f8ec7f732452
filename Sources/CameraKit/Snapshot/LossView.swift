// SPDX-License-Identifier: Apache-2.0

public import CameraABI

/// Something that was lost, and how often.
public struct LossView: StructView {
    @usableFromInline let layout: UnsafePointer<evcam_loss>

    /// A view over the struct at an address.
    @inlinable public init(_ layout: UnsafePointer<evcam_loss>) { self.layout = layout }

    /// undecodable, invalid, too_large, pending_dropped, for one.
    @inlinable public var cause: TextView { TextView(present: layout.pointee.cause) }
    /// How often.
    @inlinable public var count: UInt64 { layout.pointee.count }
}

@available(*, unavailable)
extension LossView: Sendable {}
