// SPDX-License-Identifier: Apache-2.0
internal import CSimdjson

/// A number by YAML 1.1 as PyYAML reads it: also with underscores, binary, octal (`017`), hexadecimal, and in
/// base 60 (`1:30`).
enum YAMLNumber: Equatable {
    case integer(magnitude: UInt64, isNegative: Bool)
    /// Decimal digits that 64 bits do not hold: JSON text but for a plus sign and underscores.
    case longInteger
    case double(Double)

    /// A whole number; nil if the text is none, or one beyond 64 bits that is not written in decimal.
    init?(integer text: UnsafeRawBufferPointer) {
        var scanner = Scanner(text)
        let isNegative = scanner.takeSign() == UInt8(ascii: "-")
        let digits = scanner.rest
        guard let first = digits.first else { return nil }
        let magnitude: UInt64?
        if first == UInt8(ascii: "0"), digits.count > 1 {
            guard let (radix, rest) = Self.radix(digits) else { return nil }
            magnitude = Self.magnitude(rest, radix: radix)
        } else if digits.allSatisfy({ Scanner.isDigit($0) || $0 == Scanner.underscore }), first != Scanner.underscore {
            guard let value = Self.magnitude(digits, radix: 10) else {
                self = .longInteger
                return
            }
            magnitude = value
        } else {
            guard first != UInt8(ascii: "0") else { return nil }
            magnitude = Self.base60(digits)
        }
        guard let magnitude else { return nil }
        self = .integer(magnitude: magnitude, isNegative: isNegative && magnitude > 0)
    }

    /// A number with a point; nil if the text is none.
    init?(double text: UnsafeRawBufferPointer) {
        var scanner = Scanner(text)
        let sign = scanner.takeSign()
        if let special = Self.special(scanner.rest) {
            guard sign == nil || !special.isNaN else { return nil }
            self = .double(sign == UInt8(ascii: "-") ? -special : special)
            return
        }
        var isBase60 = false
        if sign == nil, scanner.take(".") {
            guard scanner.takeDigits(first: true) else { return nil }
        } else {
            guard scanner.takeDigits(first: true) else { return nil }
            while scanner.take(":") {
                guard scanner.takeSixty() else { return nil }
                isBase60 = true
            }
            guard scanner.take(".") else { return nil }
            _ = scanner.takeDigits(first: false)
        }
        guard scanner.isAtEnd || (!isBase60 && scanner.takeExponent() && scanner.isAtEnd) else { return nil }
        guard let value = isBase60 ? Self.base60Double(text) : Self.double(text) else { return nil }
        self = .double(value)
    }

    /// What `!!float` makes of a text: any number.
    init?(anyDouble text: UnsafeRawBufferPointer) {
        if let number = YAMLNumber(double: text) {
            self = number
        } else if case .integer(let magnitude, let isNegative) = YAMLNumber(integer: text) {
            self = .double(isNegative ? -Double(magnitude) : Double(magnitude))
        } else {
            guard let value = Self.double(text) else { return nil }
            self = .double(value)
        }
    }

    /// The radix of digits that begin with 0, and what it counts for.
    private static func radix(_ digits: UnsafeRawBufferPointer) -> (UInt64, UnsafeRawBufferPointer)? {
        switch digits[1] {
        case UInt8(ascii: "b"): digits.count > 2 ? (2, digits.behind(2)) : nil
        case UInt8(ascii: "x"): digits.count > 2 ? (16, digits.behind(2)) : nil
        default: (8, digits)
        }
    }

    /// The value of digits of which underscores are no part; nil if they are too many or none.
    private static func magnitude(_ digits: UnsafeRawBufferPointer, radix: UInt64) -> UInt64? {
        var value: UInt64 = 0
        var isEmpty = true
        for byte in digits where byte != Scanner.underscore {
            let letter = UInt64((byte | 0x20) &- UInt8(ascii: "a"))
            let digit = Scanner.isDigit(byte) ? UInt64(byte - UInt8(ascii: "0")) : letter + 10
            guard digit < radix else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: radix)
            let (sum, carry) = product.addingReportingOverflow(digit)
            if overflow || carry { return nil }
            value = sum
            isEmpty = false
        }
        return isEmpty ? nil : value
    }

    private static func base60(_ text: UnsafeRawBufferPointer) -> UInt64? {
        var scanner = Scanner(text)
        guard scanner.takeDigits(first: true), var value = magnitude(scanner.taken, radix: 10) else { return nil }
        repeat {
            guard scanner.take(":") else { return nil }
            let start = scanner.place
            guard scanner.takeSixty(), let part = magnitude(scanner.taken(from: start), radix: 10) else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 60)
            let (sum, carry) = product.addingReportingOverflow(part)
            if overflow || carry { return nil }
            value = sum
        } while !scanner.isAtEnd
        return value
    }

    /// PyYAML's own order of the sum, from the last part to the first.
    private static func base60Double(_ text: UnsafeRawBufferPointer) -> Double? {
        var scanner = Scanner(text)
        let isNegative = scanner.takeSign() == UInt8(ascii: "-")
        var base = 1.0
        var sum = 0.0
        for part in scanner.rest.split(separator: UInt8(ascii: ":")).reversed() {
            guard let value = double(UnsafeRawBufferPointer(rebasing: part)) else { return nil }
            sum += value * base
            base *= 60
        }
        return isNegative ? -sum : sum
    }

    private static func special(_ text: UnsafeRawBufferPointer) -> Double? {
        guard text.count == 4 else { return nil }
        switch String(decoding: text, as: UTF8.self) {
        case ".inf", ".Inf", ".INF": return .infinity
        case ".nan", ".NaN", ".NAN": return .nan
        default: return nil
        }
    }

    /// Digits, point and exponent without the underscores and a plus sign.
    private static func double(_ text: UnsafeRawBufferPointer) -> Double? {
        var bytes = text.filter { $0 != Scanner.underscore }
        if bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
        var value = 0.0
        let isNumber = bytes.withUnsafeBytes {
            csj_read_double($0.bindMemory(to: CChar.self).baseAddress, $0.count, &value)
        }
        return isNumber != 0 ? value : nil
    }
}

extension YAMLNumber {
    /// Walks over the parts of a number.
    private struct Scanner {
        static let underscore = UInt8(ascii: "_")

        private let text: UnsafeRawBufferPointer
        private(set) var place = 0

        init(_ text: UnsafeRawBufferPointer) {
            self.text = text
        }

        static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

        var isAtEnd: Bool { place == text.count }
        var rest: UnsafeRawBufferPointer { text.behind(place) }
        var taken: UnsafeRawBufferPointer { taken(from: 0) }

        func taken(from start: Int) -> UnsafeRawBufferPointer {
            UnsafeRawBufferPointer(rebasing: text[start..<place])
        }

        mutating func take(_ byte: Unicode.Scalar) -> Bool {
            guard !isAtEnd, text[place] == UInt8(ascii: byte) else { return false }
            place += 1
            return true
        }

        mutating func takeSign() -> UInt8? {
            take("-") ? UInt8(ascii: "-") : take("+") ? UInt8(ascii: "+") : nil
        }

        /// Digits and underscores; `first`: a digit has to come first.
        mutating func takeDigits(first: Bool) -> Bool {
            if first, isAtEnd || !Self.isDigit(text[place]) { return false }
            while !isAtEnd, Self.isDigit(text[place]) || text[place] == Self.underscore { place += 1 }
            return true
        }

        /// 0 to 59, in one or two digits.
        mutating func takeSixty() -> Bool {
            let start = place
            while !isAtEnd, place - start < 2, Self.isDigit(text[place]) { place += 1 }
            return place - start == 1 || (place - start == 2 && text[start] < UInt8(ascii: "6"))
        }

        mutating func takeExponent() -> Bool {
            guard take("e") || take("E"), takeSign() != nil else { return false }
            let start = place
            while !isAtEnd, Self.isDigit(text[place]) { place += 1 }
            return place > start
        }
    }
}
