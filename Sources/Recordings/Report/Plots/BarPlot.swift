// SPDX-License-Identifier: Apache-2.0

import Phrases

/// A row for each name, with a bar in parts of their own colours, and the number at its end.
struct BarPlot {
    struct Part {
        let style: String
        let count: Int
    }

    struct Row {
        let name: String
        let parts: [Part]
        let title: String

        var count: Int { parts.reduce(0) { $0 + $1.count } }
    }

    let title: String
    let rows: [Row]

    func drawing(_ size: PlotSize) -> Markup {
        let rowHeight: Double = size.stacksNames ? 38 : 26
        let top = 4.0
        let highest = rows.map(\.count).max() ?? 1
        let room = 16 + 8 * Double(Phrase.grouped(highest).count)
        let (left, right) = (size.names + 8, size.width - room)
        var body = Markup()
        for (index, row) in rows.enumerated() {
            let start = top + Double(index) * rowHeight
            let y = size.stacksNames ? start + 26 : start + rowHeight / 2
            body += "<g><title>\(row.title)</title>"
            body += "<rect class=\"touch\" x=\"0\" y=\"\(start)\" width=\"\(size.width)\" height=\"\(rowHeight)\"/>"
            var x = left
            for part in row.parts where part.count > 0 {
                let width = max(1, Double(part.count) / Double(max(1, highest)) * (right - left))
                body +=
                    "<rect class=\"\(part.style)\" x=\"\(x)\" y=\"\(y - 7)\" width=\"\(width)\" height=\"14\" rx=\"1.5\"/>"
                x += width + 1
            }
            body += "<text class=\"value\" x=\"\(x + 6)\" y=\"\(y + 4)\">\(Phrase.grouped(row.count))</text>"
            body +=
                size.stacksNames
                ? "<text class=\"name\" x=\"\(left)\" y=\"\(start + 14)\">\(size.cut(row.name))</text>"
                : "<text class=\"name\" x=\"\(size.names - 8)\" y=\"\(y + 4)\" text-anchor=\"end\">\(size.cut(row.name))</text>"
            body += "</g>"
        }
        return size.svg(title, height: top + Double(rows.count) * rowHeight + 4, body)
    }
}
