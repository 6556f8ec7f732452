// SPDX-License-Identifier: Apache-2.0

/// An array of the snapshot, walked by its stride: a newer host's elements may be longer than ours.
public struct ViewList<Element: StructView>: RandomAccessCollection {
    @usableFromInline let base: UnsafeRawPointer?
    @usableFromInline let stride: Int
    /// How many elements there are.
    public let count: Int

    /// A stride too short for our elements makes an empty list.
    @inlinable init(_ base: UnsafePointer<Element.Layout>?, _ count: UInt64, _ stride: UInt32) {
        let isUsable = base != nil && Int(stride) >= MemoryLayout<Element.Layout>.size
        self.base = UnsafeRawPointer(base)
        self.stride = Int(stride)
        self.count = isUsable ? Int(clamping: count) : 0
    }

    /// Always 0.
    @inlinable public var startIndex: Int { 0 }
    /// The same as ``count``.
    @inlinable public var endIndex: Int { count }

    /// The element at a position.
    @inlinable public subscript(position: Int) -> Element {
        guard let base, position >= 0, position < count else {
            preconditionFailure("position \(position) is outside a list of \(count)")
        }
        return Element((base + position * stride).assumingMemoryBound(to: Element.Layout.self))
    }
}

@available(*, unavailable)
extension ViewList: Sendable {}
