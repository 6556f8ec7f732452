// SPDX-License-Identifier: Apache-2.0

import Phrases

/// A row for each type of task: from its median to its 95th and 99th percentile, on a logarithmic line.
struct RuntimePlot {
    struct Row {
        let name: String
        let count: Int
        let median, p95, p99, longest: Double
    }

    let rows: [Row]

    func drawing(_ size: PlotSize) -> Markup {
        let rowHeight: Double = size.stacksNames ? 40 : 26
        let top = 6.0
        let bottom = top + Double(rows.count) * rowHeight
        let (left, right) = (size.names + 8, size.width - 10)
        let axis = DurationAxis(
            rows.flatMap { [$0.median, $0.longest] }, from: left, until: right, mostTicks: size == .wide ? 9 : 5)
        var body = axis.drawing(top: top, bottom: bottom)
        for (index, row) in rows.enumerated() {
            let start = top + Double(index) * rowHeight
            let y = size.stacksNames ? start + 27 : start + rowHeight / 2
            let (median, p95, p99) = (axis.place(row.median), axis.place(row.p95), axis.place(row.p99))
            let longest = axis.place(row.longest)
            let title =
                "\(row.name)\n\(Phrase.grouped(row.count, "runtime")): median \(Phrase.duration(row.median)), "
                + "95% \(Phrase.duration(row.p95)), 99% \(Phrase.duration(row.p99)), "
                + "longest \(Phrase.duration(row.longest))"
            body += "<g><title>\(title)</title>"
            body += """
                <rect class="touch" x="0" y="\(start)" width="\(size.width)" height="\(rowHeight)"/>\
                <line class="range" x1="\(median)" y1="\(y)" x2="\(longest)" y2="\(y)"/>\
                <rect class="range95" x="\(median)" y="\(y - 4)" width="\(max(0.5, p95 - median))" height="8" rx="2"/>\
                <line class="range99" x1="\(p99)" y1="\(y - 6)" x2="\(p99)" y2="\(y + 6)"/>\
                <circle class="longest" cx="\(longest)" cy="\(y)" r="2.5"/>\
                <circle class="median" cx="\(median)" cy="\(y)" r="4.5"/>
                """
            body +=
                size.stacksNames
                ? "<text class=\"name\" x=\"\(left)\" y=\"\(start + 14)\">\(size.cut(row.name))</text>"
                : "<text class=\"name\" x=\"\(size.names - 8)\" y=\"\(y + 4)\" text-anchor=\"end\">\(size.cut(row.name))</text>"
            body += "</g>"
        }
        return size.svg("Runtimes by type of task", height: bottom + 24, body)
    }
}
