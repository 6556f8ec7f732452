// SPDX-License-Identifier: Apache-2.0

public import CameraABI

#if canImport(Glibc)
    public import Glibc
#elseif canImport(Musl)
    public import Musl
#endif

/// A text of the snapshot, as bytes: UTF-8 as a rule, but whatever a worker sent.
///
/// Compares, sorts, hashes and is appended to byte buffers without becoming a `String`; `text.string` (the same as
/// `String(text)` and `"\(text)"`) makes one, with invalid bytes replaced by U+FFFD. Borrowed like every view: see
/// ``StructView``.
public struct TextView: RandomAccessCollection, Hashable, Comparable, CustomStringConvertible {
    @usableFromInline let start: UnsafePointer<UInt8>
    /// Length in bytes.
    public let count: Int

    @inlinable init(start: UnsafePointer<UInt8>, count: Int) {
        self.start = start
        self.count = count
    }

    /// nil when the text is absent.
    @inlinable init?(_ string: evcam_string) {
        guard let pointer = string.ptr else { return nil }
        self.init(
            start: UnsafeRawPointer(pointer).assumingMemoryBound(to: UInt8.self), count: Int(clamping: string.len))
    }

    /// For the few texts that are never absent: an absent one counts as empty.
    @inlinable init(present string: evcam_string) {
        self = TextView(string) ?? TextView(start: StaticString("").utf8Start, count: 0)
    }

    /// A copy; invalid UTF-8 becomes U+FFFD.
    @inlinable public var string: String { String(decoding: self, as: UTF8.self) }
    /// A copy, as ``string``.
    @inlinable public var description: String { string }

    /// Always 0.
    @inlinable public var startIndex: Int { 0 }
    /// The same as ``count``.
    @inlinable public var endIndex: Int { count }

    /// The byte at a position.
    @inlinable public subscript(position: Int) -> UInt8 {
        precondition(position >= 0 && position < count, "a position outside the text")
        return start[position]
    }

    /// Lends the bytes; makes `append(contentsOf:)` one copy.
    @inlinable public func withContiguousStorageIfAvailable<R>(
        _ body: (UnsafeBufferPointer<UInt8>) throws -> R
    ) rethrows -> R? {
        try body(UnsafeBufferPointer(start: start, count: count))
    }

    /// Equality of bytes.
    @inlinable public static func == (left: TextView, right: TextView) -> Bool {
        left.count == right.count && memcmp(left.start, right.start, left.count) == 0
    }

    /// Equality with a literal: `task.state == "FAILURE"`.
    @inlinable public static func == (left: TextView, right: StaticString) -> Bool {
        right.hasPointerRepresentation && left.count == right.utf8CodeUnitCount
            && memcmp(left.start, right.utf8Start, left.count) == 0
    }

    /// Lets a `switch` have literals as its cases.
    @inlinable public static func ~= (pattern: StaticString, text: TextView) -> Bool { text == pattern }

    /// Order of bytes, which in UTF-8 is the order of scalars.
    @inlinable public static func < (left: TextView, right: TextView) -> Bool {
        let order = memcmp(left.start, right.start, Swift.min(left.count, right.count))
        return order < 0 || (order == 0 && left.count < right.count)
    }

    /// Feeds the bytes.
    @inlinable public func hash(into hasher: inout Hasher) {
        hasher.combine(bytes: UnsafeRawBufferPointer(start: start, count: count))
    }
}

@available(*, unavailable)
extension TextView: Sendable {}

extension String {
    /// A copy of the text; invalid UTF-8 becomes U+FFFD.
    @inlinable public init(_ text: TextView) {
        self = text.string
    }
}
