// SPDX-License-Identifier: Apache-2.0

import Phrases

/// Rows under a title, in columns as wide as they need and the terminal allows.
struct TextTable {
    struct Column {
        var title: String
        var isNumber = false
        /// Gives way when the terminal is narrow, down to this width.
        var least: Int?
    }

    /// How a cell is shown where colours are.
    enum Colour: String {
        case red = "31"
        case green = "32"
        case yellow = "33"
        case dim = "2"
    }

    /// Texts are from the cluster.
    struct Cell {
        let text: String
        let colour: Colour?
        let width: Int

        init(_ text: String, _ colour: Colour? = nil) {
            self.text = VisibleText.of(text, limit: 200)
            self.colour = colour
            width = TerminalWidth.of(self.text)
        }
    }

    var columns: [Column]
    var rows: [[Cell]]

    /// All lines, cut to so many columns of the terminal; nil: as long as they are.
    func lines(width: Int?, colours: Bool) -> [String] {
        let widths = widths(within: width)
        let title = line(columns.map { Cell($0.title, .dim) }, widths, colours)
        return [title] + rows.map { line($0, widths, colours) }
    }

    private func widths(within width: Int?) -> [Int] {
        var widths = columns.indices.map { column in
            rows.reduce(columns[column].title.count) { max($0, $1[column].width) }
        }
        guard let width else { return widths }
        var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - width
        while excess > 0 {
            let flexible = widths.indices.filter { widths[$0] > columns[$0].least ?? .max }
            guard let widest = flexible.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        // What has no room at all is left out, from the right.
        for index in widths.indices.reversed() where excess > 0 && index > 0 {
            excess -= widths[index] + 2
            widths[index] = 0
        }
        return widths
    }

    private func line(_ cells: [Cell], _ widths: [Int], _ colours: Bool) -> String {
        var line = ""
        var gap = 0
        for (index, cell) in cells.enumerated() where widths[index] > 0 {
            let text = TerminalWidth.cut(cell.text, to: widths[index])
            let padding = widths[index] - TerminalWidth.of(text)
            let painted = colours && !text.isEmpty ? cell.colour.map { "\u{1B}[\($0.rawValue)m\(text)\u{1B}[0m" } : nil
            if text.isEmpty {
                gap += widths[index] + 2
                continue
            }
            line += String(repeating: " ", count: columns[index].isNumber ? gap + padding : gap) + (painted ?? text)
            gap = (columns[index].isNumber ? 0 : padding) + 2
        }
        return line
    }
}
