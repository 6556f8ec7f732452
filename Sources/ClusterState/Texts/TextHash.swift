// SPDX-License-Identifier: Apache-2.0

/// A fast keyed hash for short texts and uuids.
///
/// The key is drawn at random, so that nobody outside can choose texts that collide.
struct TextHash {
    private let seed: UInt64
    private let second: UInt64

    init() {
        seed = UInt64.random(in: .min ... .max) | 1
        second = UInt64.random(in: .min ... .max)
    }

    @inline(__always)
    static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }

    /// Both halves are keyed: a known factor could be made 0, and then the product is, whatever the other half.
    @inline(__always)
    func hash(_ high: UInt64, _ low: UInt64) -> UInt64 {
        Self.fold(high ^ seed, low ^ second)
    }

    @inline(__always)
    func hash(_ bytes: UnsafeRawBufferPointer, salt: UInt64 = 0) -> UInt64 {
        guard let base = bytes.baseAddress else { return seed }
        let count = bytes.count
        var state = seed ^ salt ^ UInt64(truncatingIfNeeded: count) &* 0xa076_1d64_78bd_642f
        var offset = 0
        while count - offset > 16 {
            let a = base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            let b = base.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)
            state = Self.fold(a ^ 0xe703_7ed1_a0b4_28db, b ^ state)
            offset += 16
        }
        let left = count - offset
        var a: UInt64 = 0
        var b: UInt64 = 0
        if left >= 8 {
            a = base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            b = base.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        } else if left >= 4 {
            a = UInt64(base.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
            b = UInt64(base.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
        } else {
            for index in offset..<count { a = a << 8 | UInt64(bytes[index]) }
        }
        return Self.fold(Self.fold(a ^ 0x8ebc_6af0_9c88_c6e3, b ^ state), 0x5899_65cc_7537_4cc3 ^ seed)
    }
}
