// SPDX-License-Identifier: Apache-2.0

/// A uuid's canonical text: 8-4-4-4-12 lower-case hexadecimal digits.
package enum UUIDText {
    /// Two digits to a byte value, low address first.
    private static let pairs: [UInt16] = (0..<256).map { value in
        let digits = Array("0123456789abcdef".utf8)
        return UInt16(digits[value >> 4]) | UInt16(digits[value & 15]) << 8
    }

    /// Writes 36 digits and dashes and a NUL.
    package static func write(_ high: UInt64, _ low: UInt64, to destination: UnsafeMutableRawPointer) {
        pairs.withUnsafeBufferPointer { pairs in
            var place = 0
            for byte in 0..<16 {
                if byte == 4 || byte == 6 || byte == 8 || byte == 10 {
                    destination.storeBytes(of: UInt8(ascii: "-"), toByteOffset: place, as: UInt8.self)
                    place += 1
                }
                let word = byte < 8 ? high : low
                let value = Int(truncatingIfNeeded: word >> UInt64(56 - (byte & 7) * 8)) & 0xff
                destination.storeBytes(of: pairs[value], toByteOffset: place, as: UInt16.self)
                place += 2
            }
            destination.storeBytes(of: 0, toByteOffset: 36, as: UInt8.self)
        }
    }
}
