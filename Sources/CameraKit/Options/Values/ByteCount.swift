// SPDX-License-Identifier: Apache-2.0

/// A size in bytes; the user writes `4096`, `64KB`, `256MB` or `1GiB`.
public struct ByteCount: Sendable, Hashable, Comparable, ExpressibleByIntegerLiteral {
    /// How many bytes.
    public let bytes: Int

    /// So many bytes.
    public init(bytes: Int) { self.bytes = bytes }

    /// So many bytes.
    public init(integerLiteral bytes: Int) { self.bytes = bytes }

    /// Thousands of bytes.
    public static func kilobytes(_ count: Int) -> ByteCount { ByteCount(bytes: count * 1_000) }
    /// Millions of bytes.
    public static func megabytes(_ count: Int) -> ByteCount { ByteCount(bytes: count * 1_000_000) }
    /// Thousands of millions of bytes.
    public static func gigabytes(_ count: Int) -> ByteCount { ByteCount(bytes: count * 1_000_000_000) }

    /// The order of sizes.
    public static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }
}

extension ByteCount: OptionValue {
    /// A size.
    public static var kind: CameraOption.Kind { .bytes }
    /// For a message.
    public static var expectation: String { "a size such as 64MB" }
    /// The bytes.
    public init?(_ value: HandedValue) { bytes = Int(value.integer) }
    /// In the largest unit that divides it.
    public var defaultText: String? {
        let units = [("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000)]
        guard bytes != 0, let unit = units.first(where: { bytes.isMultiple(of: $0.1) }) else { return "\(bytes)" }
        return "\(bytes / unit.1)\(unit.0)"
    }
    /// Bytes.
    public static func limit(_ bound: ByteCount) -> Double { Double(bound.bytes) }
}
