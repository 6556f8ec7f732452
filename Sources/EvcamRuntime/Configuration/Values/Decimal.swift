// SPDX-License-Identifier: Apache-2.0

/// The decimal numbers of YAML's core schema: `Double.init` alone takes hexadecimal, `inf` and `nan` too.
enum Decimal {
    /// Whether `text` is `[-+]? ( . digits | digits [ . digits? ] ) [ e [-+]? digits ]`.
    static func isNumber(_ text: some StringProtocol) -> Bool {
        var rest = Array(text.utf8)[...]
        func takeSign() { if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() } }
        func takeDigits() -> Int {
            let count = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }.count
            rest = rest.dropFirst(count)
            return count
        }
        takeSign()
        var digits = takeDigits()
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            digits += takeDigits()
        }
        guard digits > 0 else { return false }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            takeSign()
            guard takeDigits() > 0 else { return false }
        }
        return rest.isEmpty
    }

    /// The number, where it is one and finite.
    static func parse(_ text: some StringProtocol) -> Double? {
        guard isNumber(text), let value = Double(String(text)), value.isFinite else { return nil }
        return value
    }
}
