// SPDX-License-Identifier: Apache-2.0

/// A value of a recording, as each kind of recording writes it.
enum SampleValue: ExpressibleByStringLiteral, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral
{
    case text(String)
    case time(Double)
    case number(Double)
    case integer(Int)
    case flag(Bool)
    case json(String)

    init(stringLiteral value: String) { self = .text(value) }
    init(floatLiteral value: Double) { self = .number(value) }
    init(integerLiteral value: Int) { self = .integer(value) }
    init(booleanLiteral value: Bool) { self = .flag(value) }

    func sql(forPostgres isPostgres: Bool) -> String {
        switch self {
        case .text(let text), .json(let text):
            // Databases of ours hold no NUL.
            "'\(text.replacing("\0", with: "").replacing("'", with: "''"))'"
        case .time(let time): isPostgres ? "to_timestamp(\(time))" : "\(time)"
        case .number(let number): "\(number)"
        case .integer(let number): "\(number)"
        case .flag(let flag): isPostgres ? "\(flag)" : flag ? "1" : "0"
        }
    }

    var json: String {
        switch self {
        case .text(let text): Self.quoted(text)
        case .json(let text): text
        case .time(let number), .number(let number): "\(number)"
        case .integer(let number): "\(number)"
        case .flag(let flag): "\(flag)"
        }
    }

    private static func quoted(_ text: String) -> String {
        let pieces = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case _ where scalar.value < 0x20:
                "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: String(scalar)
            }
        }
        return "\"\(pieces.joined())\""
    }
}
