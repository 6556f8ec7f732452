// SPDX-License-Identifier: Apache-2.0

public import CameraABI

/// An attribute that an event brought beyond those that have a property of their own, or one of those with a value
/// of an unexpected type.
public struct AttributeView: StructView {
    @usableFromInline let layout: UnsafePointer<evcam_attribute>

    /// A view over the struct at an address.
    @inlinable public init(_ layout: UnsafePointer<evcam_attribute>) { self.layout = layout }

    /// The attribute's name.
    @inlinable public var name: TextView { TextView(present: layout.pointee.name) }
    /// The value.
    @inlinable public var value: AttributeValue { AttributeValue(layout.pointee) }
}

@available(*, unavailable)
extension AttributeView: Sendable {}
