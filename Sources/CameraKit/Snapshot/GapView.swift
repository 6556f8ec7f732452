// SPDX-License-Identifier: Apache-2.0

public import CameraABI

/// A time in which events may have been missed.
public struct GapView: StructView {
    @usableFromInline let layout: UnsafePointer<evcam_gap>

    /// A view over the struct at an address.
    @inlinable public init(_ layout: UnsafePointer<evcam_gap>) { self.layout = layout }

    /// UNIX seconds.
    @inlinable public var from: Double { layout.pointee.from }
    /// nil: still open.
    @inlinable public var until: Double? { present(layout.pointee.until) }
    /// At least so many events were missed.
    @inlinable public var atLeast: UInt64 { layout.pointee.at_least }
    /// At most so many were missed; nil: unknown.
    @inlinable public var atMost: UInt64? { layout.pointee.at_most == .max ? nil : layout.pointee.at_most }
    /// connection_lost, for one.
    @inlinable public var cause: TextView { TextView(present: layout.pointee.cause) }
}

@available(*, unavailable)
extension GapView: Sendable {}
