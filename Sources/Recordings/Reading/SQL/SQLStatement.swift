// SPDX-License-Identifier: Apache-2.0

/// A statement and its parameters.
struct SQLStatement: Sendable {
    let dialect: SQLDialect
    private(set) var text = ""
    private(set) var parameters: [SQLValue] = []

    init(_ dialect: SQLDialect, _ text: String = "") {
        self.dialect = dialect
        self.text = text
    }

    /// The tasks that a query wants, with its fields as columns.
    static func tasks(_ query: TaskQuery, _ dialect: SQLDialect) -> SQLStatement {
        var statement = SQLStatement(
            dialect,
            "SELECT \(query.fields.map { column($0, query.textLimit, dialect) }.joined(separator: ", ")) FROM tasks")
        statement.appendConditions(query)
        switch query.order {
        // The bare column, not the selected one of the same name: only that has an index.
        case .newest: statement.text += " ORDER BY tasks.timestamp DESC, \(dialect.bytewise("tasks.uuid"))"
        case .slowest: statement.text += " ORDER BY tasks.runtime DESC, \(dialect.bytewise("tasks.uuid"))"
        case .any: break
        }
        if let limit = query.limit { statement.text += " LIMIT \(statement.add(.integer(limit)))" }
        return statement
    }

    /// Figures of the tasks that a query wants, whatever its limit.
    static func figures(_ columns: String, of query: TaskQuery, _ dialect: SQLDialect) -> SQLStatement {
        var statement = SQLStatement(dialect, "SELECT \(columns) FROM tasks")
        statement.appendConditions(query)
        return statement
    }

    /// Adds a parameter and answers its place.
    mutating func add(_ value: SQLValue) -> String {
        parameters.append(value)
        return dialect.place(parameters.count, value)
    }

    mutating func append(_ text: String) { self.text += text }

    private static func column(_ field: TaskField, _ textLimit: Int?, _ dialect: SQLDialect) -> String {
        let name = field.rawValue
        return switch field.kind {
        case .time: dialect.time(name)
        case .json: dialect.json(name)
        case .flag: dialect.flag(name)
        case .longText: textLimit.map { "substr(\(name), 1, \($0))" } ?? name
        case .text, .seconds, .integer: name
        }
    }

    private mutating func appendConditions(_ query: TaskQuery) {
        var conditions: [String] = []
        if query.states == TaskQuery.failedStates {
            // Word for word the condition of the index of tasks that failed.
            conditions.append("state IN ('FAILURE', 'RETRY')")
        } else if !query.states.isEmpty {
            conditions.append("state IN (\(query.states.map { add(.text($0)) }.joined(separator: ", ")))")
        }
        for (column, patterns) in [("name", query.names), ("worker", query.workers)] where !patterns.isEmpty {
            let fits = patterns.map { dialect.fits(column, add(dialect.pattern($0))) }
            conditions.append("(\(fits.joined(separator: " OR ")))")
        }
        for (bound, sign) in [(query.since, ">="), (query.until, "<")] {
            guard let bound else { continue }
            parameters.append(.real(bound))
            conditions.append("timestamp \(sign) \(dialect.timePlace(parameters.count, bound))")
        }
        if let uuid = query.uuid {
            let place = add(.text(uuid))
            conditions.append("substr(uuid, 1, length(\(place))) = \(place)")
        }
        if query.order == .slowest { conditions.append("runtime IS NOT NULL") }
        if !conditions.isEmpty { text += " WHERE " + conditions.joined(separator: " AND ") }
    }
}
