// SPDX-License-Identifier: Apache-2.0

/// What differs between the two databases.
enum SQLDialect: Sendable {
    case sqlite, postgres

    /// A parameter's place, from 1.
    func place(_ number: Int, _ value: SQLValue) -> String {
        switch (self, value) {
        case (.sqlite, _): "?\(number)"
        case (.postgres, .text): "$\(number)::text"
        case (.postgres, .real): "$\(number)::float8"
        case (.postgres, .integer): "$\(number)::bigint"
        }
    }

    /// A parameter that is a time.
    func timePlace(_ number: Int, _ time: Double) -> String {
        self == .sqlite ? "?\(number)" : "to_timestamp(\(place(number, .real(time))))"
    }

    /// A column of times as UNIX seconds.
    func time(_ column: String) -> String { self == .sqlite ? column : "extract(epoch from \(column))" }

    /// A column of JSON as text.
    func json(_ column: String) -> String { self == .sqlite ? column : "\(column)::text" }

    /// A column of flags as 0 and 1.
    func flag(_ column: String) -> String { self == .sqlite ? column : "\(column)::int" }

    /// Whether a column fits a pattern, given as a parameter.
    func fits(_ column: String, _ place: String) -> String {
        self == .sqlite ? "\(column) GLOB \(place)" : "\(column) ~ \(place)"
    }

    func pattern(_ pattern: NamePattern) -> SQLValue {
        .text(self == .sqlite ? pattern.glob : pattern.regularExpression)
    }

    /// A column in an order that is the same everywhere.
    func bytewise(_ column: String) -> String { self == .sqlite ? column : "\(column) COLLATE \"C\"" }
}
