// SPDX-License-Identifier: Apache-2.0

/// Random numbers that come again with the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A uuid as Celery writes it.
    mutating func uuid() -> String {
        let digits = Array("0123456789abcdef".utf8)
        var high = next()
        var low = next()
        let bytes = (0..<36).map { index -> UInt8 in
            if [8, 13, 18, 23].contains(index) { return 0x2D }
            defer { (high, low) = (high >> 4 | low << 60, low >> 4) }
            return digits[Int(high & 15)]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
