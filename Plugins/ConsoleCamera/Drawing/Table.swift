// SPDX-License-Identifier: Apache-2.0

/// Rows under a title, in columns as wide as they need and the terminal allows.
struct Table {
    struct Cell {
        var text: DisplayText
        var colour: Colour?

        init(_ text: String, _ colour: Colour? = nil) {
            self.text = DisplayText(text)
            self.colour = colour
        }
    }

    struct Column {
        var title: String
        var isNumber = false
        /// Gives way when the terminal is narrow, down to this width.
        var least: Int?
    }

    var columns: [Column]
    var rows: [[Cell]]
    /// Rows that are shown; a line says how many are not.
    var shown: Int

    init(_ columns: [Column], _ rows: [[Cell]], limit: Int = .max) {
        self.columns = columns
        self.rows = rows
        shown = min(limit, rows.count)
    }

    /// Lines it takes: title, rows, and the one for the rest.
    ///
    /// None when no row is shown.
    var height: Int { shown == 0 ? 0 : 1 + shown + (shown < rows.count ? 1 : 0) }

    func lines(width: Int, colours: Bool) -> [PictureLine] {
        guard shown > 0 else { return [] }
        let visible = rows.prefix(shown)
        let widths = widths(visible, within: width)
        var lines = [line(columns.map { Cell($0.title, .dim) }, widths, width, colours)]
        lines += visible.map { line($0, widths, width, colours) }
        if shown < rows.count {
            lines.append(PictureLine(Cell("… \(rows.count - shown) more", .dim), width: width, colours: colours))
        }
        return lines
    }

    private func widths(_ visible: ArraySlice<[Cell]>, within width: Int) -> [Int] {
        var widths = columns.indices.map { column in
            visible.reduce(columns[column].title.count) { max($0, $1[column].text.width) }
        }
        while widths.reduce(0, +) + 2 * (widths.count - 1) > width {
            let flexible = widths.indices.filter { widths[$0] > columns[$0].least ?? .max }
            guard let widest = flexible.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
        }
        return widths
    }

    /// Cells side by side, two spaces between them; columns beyond the terminal's edge are left out.
    private func line(_ cells: [Cell], _ widths: [Int], _ width: Int, _ colours: Bool) -> PictureLine {
        var line = PictureLine()
        var gap = 0
        for (index, cell) in cells.enumerated() {
            let room = width - line.width - gap
            guard room > 0, index == 0 || room >= min(widths[index], columns[index].least ?? .max) else { break }
            let text = cell.text.cut(to: min(widths[index], room))
            let padding = widths[index] - text.width
            if text.width == 0 {
                gap += widths[index] + 2
            } else if columns[index].isNumber {
                line.append(spaces: gap + padding, text, colours ? cell.colour : nil)
                gap = 2
            } else {
                line.append(spaces: gap, text, colours ? cell.colour : nil)
                gap = padding + 2
            }
        }
        return line
    }
}
