// SPDX-License-Identifier: Apache-2.0

/// Floating-point numbers as Python's `repr` writes them: the shortest digits that lead back to the number.
enum PythonFloat {
    /// The text.
    static func repr(_ value: Double) -> String {
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-inf" : "inf" }
        // Swift finds the same digits, and writes them with another rule for the exponent.
        var digits: [UInt8] = []
        var exponent = 0
        var pointAt: Int?
        var rest = value.description.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(byte)
            case UInt8(ascii: "."): pointAt = digits.count
            case UInt8(ascii: "e"):
                exponent = Int(String(decoding: rest, as: UTF8.self)) ?? 0
                rest = rest[rest.endIndex...]
            default: break
            }
        }
        // The number is 0.DIGITS times ten to the `point`.
        var point = (pointAt ?? digits.count) + exponent
        let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(zeros)
        point -= zeros
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        let sign = value.sign == .minus ? "-" : ""
        if digits.isEmpty { return sign + "0.0" }
        let text = String(decoding: digits, as: UTF8.self)
        guard point > -4, point <= 16 else {
            let power = point - 1
            let fraction = text.count > 1 ? "." + text.dropFirst() : ""
            return sign + text.prefix(1) + fraction + (power < 0 ? "e-" : "e+")
                + (abs(power) < 10 ? "0" : "") + "\(abs(power))"
        }
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + text }
        if point >= text.count { return sign + text + String(repeating: "0", count: point - text.count) + ".0" }
        return sign + text.prefix(point) + "." + text.dropFirst(point)
    }
}
