// SPDX-License-Identifier: Apache-2.0

/// Numbers as a table; the first column names the rows.
struct ReportTable {
    struct Column {
        enum Kind {
            case number, text
            /// Such as a uuid: never broken.
            case code
            /// Such as an exception's text.
            case long
        }

        let title: String
        var kind = Kind.number
    }

    let columns: [Column]
    let rows: [[String]]

    var markup: Markup {
        let head = Markup.joined(
            columns.map {
                $0.kind == .number
                    ? "<th scope=\"col\" class=\"number\">\($0.title)</th>" : "<th scope=\"col\">\($0.title)</th>"
            }
        )
        let body = Markup.joined(
            rows.map { "<tr>\(Markup.joined(zip(columns, $0).enumerated().map(Self.cell)))</tr>\n" })
        return """
            <div class="scroll"><table><thead><tr>\(head)</tr></thead>
            <tbody>\(body)</tbody></table></div>

            """
    }

    /// The table behind a line to click on.
    func folded(_ title: String) -> Markup {
        "<details><summary>\(title)</summary>\(markup)</details>\n"
    }

    private static func cell(_ index: Int, _ cell: (column: Column, text: String)) -> Markup {
        if index == 0 { return "<th scope=\"row\">\(cell.text)</th>" }
        return switch cell.column.kind {
        case .number: "<td class=\"number\">\(cell.text)</td>"
        case .text: "<td class=\"text\">\(cell.text)</td>"
        case .code: "<td class=\"text code mono\">\(cell.text)</td>"
        case .long: "<td class=\"text long mono\">\(cell.text)</td>"
        }
    }
}
