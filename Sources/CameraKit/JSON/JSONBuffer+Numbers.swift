// SPDX-License-Identifier: Apache-2.0

extension JSONBuffer {
    mutating func append(_ number: UInt64, leastDigits: Int = 1) {
        var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
        withUnsafeMutableBytes(of: &digits) { digits in
            var rest = number
            var first = digits.count
            repeat {
                first -= 1
                digits[first] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0 || digits.count - first < leastDigits
            append(UnsafeBufferPointer(rebasing: digits.bindMemory(to: UInt8.self)[first...]))
        }
    }

    mutating func append(_ number: Int64) {
        if number < 0 { append(byte: UInt8(ascii: "-")) }
        append(number.magnitude)
    }

    /// The shortest text, or for times of our age one as good, that reads back as the same number.
    public mutating func append(finite number: Double) {
        if let (whole, fraction, digits) = Self.decimal(number) {
            append(whole)
            var shown = digits
            var rest = fraction
            while shown > 1, rest % 10 == 0 {
                rest /= 10
                shown -= 1
            }
            append(byte: UInt8(ascii: "."))
            append(rest, leastDigits: shown)
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
        /// The fraction rounded to `1 / power`, if that tells the number from its neighbours.
        func rounded(_ power: UInt64) -> UInt64? {
            let scaled = fraction * power
            let rounded = (scaled + 1 << (scale - 1)) >> scale
            let back = rounded << scale
            let error = back > scaled ? back - scaled : scaled - back
            // Nearer than half the distance to the next number: reading it rounds to this one.
            return error * 2 < power ? rounded : nil
        }
        if let six = rounded(1_000_000) { return six < 1_000_000 ? (whole, six, 6) : (whole + 1, 0, 6) }
        if let seven = rounded(10_000_000) { return seven < 10_000_000 ? (whole, seven, 7) : (whole + 1, 0, 7) }
        return nil
    }
}
