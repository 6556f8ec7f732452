// SPDX-License-Identifier: Apache-2.0

/// So many times a second, in Celery's grammar for `maxrate`.
public struct Rate: Hashable, Sendable, CustomStringConvertible {
    /// Times a second, more than 0; may be infinite.
    public let perSecond: Double

    /// Takes a number of times a second.
    /// - Throws: ``PolaroidError`` if it is not more than 0.
    public init(perSecond: Double) throws(PolaroidError) {
        try self.init(perSecond, written: "\(perSecond)")
    }

    /// Reads a number and, after a slash, `s`, `m` or `h`: "10/s", "2/m", "1/h"; "5" and "5/" are by the second.
    /// - Throws: ``PolaroidError`` where Celery would crash, and for rates of 0 and less, with which Celery takes
    ///   one picture ever.
    public init(parsing text: String) throws(PolaroidError) {
        let slash = text.firstIndex(of: "/") ?? text.endIndex
        let seconds: Double
        switch text[slash...].dropFirst() {
        case "s", "": seconds = 1
        case "m": seconds = 60
        case "h": seconds = 3600
        case let unit:
            throw PolaroidError(
                "maxrate '\(text)' has the unit '\(unit)'; the units are `s`, `m` and `h`, as in `30/m`")
        }
        // Python's float() takes blanks around the number, and no hexadecimal.
        let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let number = text[..<slash].drop(while: blank).reversed().drop(while: blank).reversed()
        guard let count = Double(String(number)), !number.contains(where: { $0 == "x" || $0 == "X" }) else {
            throw PolaroidError(
                "maxrate '\(text)' does not begin with a number; write for example `10/s`, `2/m` or `1/h`")
        }
        try self.init(count / seconds, written: text)
    }

    private init(_ perSecond: Double, written text: String) throws(PolaroidError) {
        guard perSecond > 0 else {
            throw PolaroidError(
                "maxrate '\(text)' would allow no picture; write a rate over 0 such as `1/h`, or leave maxrate out")
        }
        self.perSecond = perSecond
    }

    /// What ``init(parsing:)`` reads.
    public var description: String { "\(perSecond)/s" }
}
