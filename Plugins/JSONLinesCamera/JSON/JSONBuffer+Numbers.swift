// SPDX-License-Identifier: Apache-2.0

extension JSONBuffer {
    mutating func append(_ number: UInt64) {
        var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
        withUnsafeMutableBytes(of: &digits) { digits in
            var rest = number
            var first = digits.count
            repeat {
                first -= 1
                digits[first] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            append(UnsafeBufferPointer(rebasing: digits.bindMemory(to: UInt8.self)[first...]))
        }
    }

    mutating func append(_ number: Int64) {
        if number < 0 { append(byte: UInt8(ascii: "-")) }
        append(number.magnitude)
    }

    /// The shortest text, or for times of our age one as good, that reads back as the same number.
    mutating func append(finite number: Double) {
        if let (whole, fraction, digits) = Self.decimal(number) {
            append(whole)
            append(byte: UInt8(ascii: "."))
            var divisor: UInt64 = 1
            for _ in 1..<digits { divisor *= 10 }
            var rest = fraction
            repeat {
                append(byte: 0x30 + UInt8(truncatingIfNeeded: rest / divisor))
                rest %= divisor
                divisor /= 10
            } while rest > 0
        } else {
            var text = number.description
            text.withUTF8 { append($0) }
        }
    }

    /// A positive number as whole part and fraction of so many digits, exact in 64 bits; nil where those do not
    /// suffice to read back the same number.
    ///
    /// Saves a heap-allocated `String` for each UNIX time: those have 22 binary digits behind the point, which
    /// seven decimal ones tell apart.
    private static func decimal(_ number: Double) -> (UInt64, UInt64, Int)? {
        guard number >= 0x1p20, number < 0x1p40 else { return nil }
        let scale = UInt64(52 - Int(number.exponent))
        let mantissa = number.significandBitPattern | 1 << 52
        let whole = mantissa >> scale
        let fraction = mantissa & (1 << scale - 1)
        for (digits, power) in [(6, 1_000_000), (7, 10_000_000)] as [(Int, UInt64)] {
            let scaled = fraction * power
            let rounded = (scaled + 1 << (scale - 1)) >> scale
            let back = rounded << scale
            let error = back > scaled ? back - scaled : scaled - back
            // Nearer than half the distance to the next number: reading it rounds to this one.
            if error * 2 < power { return rounded < power ? (whole, rounded, digits) : (whole + 1, 0, digits) }
        }
        return nil
    }
}
