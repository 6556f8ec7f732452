// SPDX-License-Identifier: Apache-2.0

import Phrases

/// Columns of what tasks came to, one for each part of the time, and a line of those that were received.
struct ThroughputPlot {
    let bins: TimeBins
    let span: TimeSpan
    let outcomes: [[Int]]
    let received: [Int]
    let gaps: [RecordedGap]

    func drawing(_ size: PlotSize) -> Markup {
        let height: Double = size == .wide ? 280 : 230
        let (top, bottom, right) = (10.0, height - 26, size.width - 6)
        let sums = (0..<bins.count).map { bin in outcomes.reduce(0) { $0 + $1[bin] } }
        let highest = max(sums.max() ?? 0, received.max() ?? 0)
        let numbers = NumberAxis(highest: Double(highest), from: bottom, until: top)
        let left = 14 + 7.5 * Double(Phrase.decimal(numbers.limit, 0).count)
        let times = TimeAxis(bins.span, from: left, until: right, mostTicks: size.timeTicks)
        var body = numbers.drawing(left: left, right: right)
        body += times.drawing(top: top, bottom: bottom)
        body += times.drawing(of: gaps, top: top, bottom: bottom)
        let width = (right - left) / Double(bins.count)
        let space = width > 3 ? 1.0 : width > 1.6 ? 0.5 : 0
        for bin in 0..<bins.count where sums[bin] + received[bin] > 0 {
            let x = left + Double(bin) * width
            var below = 0
            body += "<g>"
            for outcome in TaskOutcome.allCases where outcomes[outcome.rawValue][bin] > 0 {
                let count = outcomes[outcome.rawValue][bin]
                let (low, high) = (numbers.place(Double(below)), numbers.place(Double(below + count)))
                body += """
                    <rect class="\(outcome.style)" x="\(x + space / 2)" y="\(high)" width="\(width - space)" \
                    height="\(low - high)"/>
                    """
                below += count
            }
            body += """
                <rect class="touch" x="\(x)" y="\(top)" width="\(width)" height="\(bottom - top)">\
                <title>\(title(bin))</title></rect></g>
                """
        }
        body += line(left, width, numbers)
        return size.svg("Tasks by what they came to, over time", height: height, body)
    }

    private func title(_ bin: Int) -> String {
        let time = CalendarTime(bins.from + Double(bin) * bins.width)
        var lines = ["\(time.map { "\($0.date) \($0.time)" } ?? "") UTC, \(Phrase.duration(bins.width))"]
        for outcome in TaskOutcome.allCases where outcomes[outcome.rawValue][bin] > 0 {
            lines.append("\(Phrase.grouped(outcomes[outcome.rawValue][bin])) \(outcome)")
        }
        if received[bin] > 0 { lines.append("\(Phrase.grouped(received[bin])) received") }
        return lines.joined(separator: "\n")
    }

    /// In steps, as the columns are.
    private func line(_ left: Double, _ width: Double, _ numbers: NumberAxis) -> Markup {
        guard received.contains(where: { $0 > 0 }) else { return "" }
        var path = ""
        var previous = -1.0
        for bin in 0..<bins.count {
            let (x, y) = (left + Double(bin) * width, numbers.place(Double(received[bin])))
            if y != previous {
                path +=
                    path.isEmpty
                    ? "M\(Markup.coordinate(x)) \(Markup.coordinate(y))"
                    : "H\(Markup.coordinate(x))V\(Markup.coordinate(y))"
            }
            previous = y
        }
        path += "H\(Markup.coordinate(left + Double(bins.count) * width))"
        return "<path class=\"received\" d=\"\(path)\"/>"
    }
}
