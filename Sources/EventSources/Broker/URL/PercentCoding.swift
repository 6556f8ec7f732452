// SPDX-License-Identifier: Apache-2.0

/// `%2F` and the like, as RFC 3986 has them.
enum PercentCoding {
    /// The text behind the escapes; bytes that are no UTF-8 become U+FFFD, as Python's `unquote` does it.
    /// - Throws: a `%` that is not followed by two hexadecimal digits. Python leaves it as it is.
    static func decode(_ text: some StringProtocol) throws(BrokerURLError) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                throw BrokerURLError(
                    "a `%` in the URL is not followed by two hexadecimal digits", remedy: "write `%25` for `%`")
            }
            bytes.append(high << 4 | low)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text with an escape for all but letters, digits, `_.-~` and the bytes of `keeping`.
    static func encode(_ text: String, keeping: String = "") -> String {
        let kept = Array((keeping + "_.-~").utf8)
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            case _ where kept.contains(byte): encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default: encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
