// SPDX-License-Identifier: Apache-2.0

/// Rows on their way into a table, as columns: an array each.
protocol RowColumns: AnyObject {
    /// The columns, in the order of the statement's parameters.
    var columns: [Column] { get }
}

/// A column's name in the table and its values.
struct Column {
    let name: String
    let values: ArrayColumn

    init(_ name: String, _ values: ArrayColumn) {
        self.name = name
        self.values = values
    }
}

extension RowColumns {
    /// What to send with the statement; valid until a column changes.
    var parameters: [Parameter] { columns.map(\.values.parameter) }
    /// How many rows there are.
    var count: Int { columns.first?.values.count ?? 0 }
    /// Bytes of all columns.
    var size: Int { columns.reduce(0) { $0 + $1.values.size } }

    /// Begins anew.
    func reset() { for column in columns { column.values.reset() } }

    /// `a, b, c`.
    var names: String { columns.map { "\"\($0.name)\"" }.joined(separator: ", ") }
    /// `i.a, i.b, i.c`, JSON made of its text.
    var values: String {
        columns.map { "i.\"\($0.name)\"" + (Self.json.contains($0.name) ? "::jsonb" : "") }.joined(separator: ", ")
    }
    /// The rows as a table `i`.
    var source: String { "unnest(\(columns.indices.map { "$\($0 + 1)" }.joined(separator: ", "))) AS i(\(names))" }

    private static var json: [String] { ["attributes", "losses", "gaps"] }
}
