// SPDX-License-Identifier: Apache-2.0

/// A seeded hash of a message's whole body: 64 bits, by which a body is known again.
///
/// Nobody who does not know the seed can make two bodies that collide. Ends of lines count as spaces, which the tape
/// puts in their place.
struct BodyHash {
    private let seed: (UInt64, UInt64)

    /// A hash with a seed of its own.
    init() { seed = (.random(in: .min ... .max), .random(in: .min ... .max)) }

    /// The hash of a body as the tape keeps it: without ends of lines.
    func callAsFunction(_ body: UnsafeRawBufferPointer) -> UInt64 {
        // Two lanes, which do not wait for each other; numbers without a pattern keep their inputs apart.
        var first = seed.0
        var second = seed.1
        var rest = body
        while rest.count >= 32 {
            first = Self.mix(Self.word(rest, 0) ^ 0x9E37_79B9_7F4A_7C15, Self.word(rest, 8) ^ first)
            second = Self.mix(Self.word(rest, 16) ^ 0xC2B2_AE3D_27D4_EB4F, Self.word(rest, 24) ^ second)
            rest = UnsafeRawBufferPointer(rebasing: rest[32...])
        }
        var tail: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &tail) { $0.copyMemory(from: rest) }
        first = Self.mix(tail.0 ^ 0x9E37_79B9_7F4A_7C15, tail.1 ^ first)
        second = Self.mix(tail.2 ^ 0xC2B2_AE3D_27D4_EB4F, tail.3 ^ second)
        return Self.mix(first ^ UInt64(truncatingIfNeeded: body.count), second ^ 0x1656_67B1_9E37_79F9)
    }

    @inline(__always)
    private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    @inline(__always)
    private static func mix(_ one: UInt64, _ other: UInt64) -> UInt64 {
        let product = one.multipliedFullWidth(by: other)
        return product.high ^ product.low
    }
}
