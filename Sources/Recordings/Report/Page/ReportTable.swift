// SPDX-License-Identifier: Apache-2.0

/// Numbers as a table; the first column names the rows.
struct ReportTable {
    struct Column {
        let title: String
        var isNumber = true
        var isCode = false
    }

    let columns: [Column]
    let rows: [[String]]

    var markup: Markup {
        let head = Markup.joined(
            columns.map {
                $0.isNumber
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
        if cell.column.isNumber { return "<td class=\"number\">\(cell.text)</td>" }
        return cell.column.isCode ? "<td class=\"text mono\">\(cell.text)</td>" : "<td class=\"text\">\(cell.text)</td>"
    }
}
