// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The state that `evcam snapshot` prints.
struct ReportedState: Decodable {
    let tasks: [[String: Field]]

    /// A field of a task, or a column of a row.
    enum Field: Decodable, Hashable {
        case null
        case text(String)
        case number(Double)
        /// A list: of children, for one.
        case other

        /// `JSONSerialization` would read numbers inexactly.
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else {
                self = .other
            }
        }

        /// What a column holds.
        init(column value: any Sendable) {
            switch value {
            case let number as Double: self = .number(number)
            case let number as Int: self = .number(Double(number))
            case let text as String: self = .text(text)
            default: self = .null
            }
        }

        /// The same as a recording holds it: without NULs.
        var recorded: Field {
            guard case .text(let text) = self else { return self }
            return .text(text.filter { $0 != "\0" })
        }

        /// The time that an ISO 8601 text says, to the microsecond.
        var time: Field {
            guard case .text(let text) = self else { return self }
            let parts = text.split(separator: ".")
            let fraction = parts.count == 2 ? Double("0." + parts[1].prefix { $0.isNumber }) ?? .nan : 0
            let whole = parts.count == 2 ? parts[0] + parts[1].drop { $0.isNumber } : text[...]
            let format = ISO8601DateFormatter()
            format.formatOptions = [.withInternetDateTime]
            guard let date = format.date(from: String(whole)) else { return .null }
            return Field.number(date.timeIntervalSince1970 + fraction).rounded
        }

        /// A time to the microsecond.
        var rounded: Field {
            guard case .number(let number) = self else { return self }
            return .number((number * 1e6).rounded() / 1e6)
        }
    }
}
