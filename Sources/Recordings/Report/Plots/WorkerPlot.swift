// SPDX-License-Identifier: Apache-2.0

import Phrases

/// A row for each worker: when it was alive, and its load, or how many tasks it finished where load is not recorded.
struct WorkerPlot {
    let workers: [WorkerFigures]
    let bins: TimeBins
    let gaps: [RecordedGap]
    let hasTimes: Bool
    let end: Double

    func drawing(_ size: PlotSize) -> Markup {
        let rowHeight: Double = size.stacksNames ? 58 : 44
        let top = 4.0
        let bottom = top + Double(workers.count) * rowHeight
        let (left, right) = (size.names + 8, size.width - (hasTimes ? 58 : 10))
        let times = TimeAxis(bins.span, from: left, until: right, mostTicks: size.timeTicks - 1)
        var body = times.drawing(top: top, bottom: bottom)
        body += times.drawing(of: gaps, top: top, bottom: bottom)
        let highest = workers.flatMap { values($0) }.max() ?? 0
        for (index, worker) in workers.enumerated() {
            let start = top + Double(index) * rowHeight
            let base = start + rowHeight - 8
            let y = size.stacksNames ? start + 14 : base - 8
            body += "<g><title>\(title(worker))</title>"
            body += "<rect class=\"touch\" x=\"0\" y=\"\(start)\" width=\"\(size.width)\" height=\"\(rowHeight)\"/>"
            body += area(worker, left, right, base, (base - start - (size.stacksNames ? 20 : 6)), highest)
            body += strip(worker, left, right, base)
            body +=
                size.stacksNames
                ? "<text class=\"name\" x=\"\(left)\" y=\"\(y)\">\(size.cut(worker.hostname))</text>"
                : "<text class=\"name\" x=\"\(size.names - 8)\" y=\"\(y)\" text-anchor=\"end\">\(size.cut(worker.hostname))</text>"
            if let uptime = worker.uptime(until: end) {
                body +=
                    "<text class=\"value\" x=\"\(size.width - 2)\" y=\"\(base)\" text-anchor=\"end\">\(Self.percent(uptime))</text>"
            }
            body += "</g>"
        }
        return size.svg("Workers over time", height: bottom + 24, body)
    }

    /// What the areas show.
    private func values(_ worker: WorkerFigures) -> [Double] {
        hasTimes && !worker.load.isEmpty ? worker.load.map { $0 ?? 0 } : worker.finished.map(Double.init)
    }

    private func area(
        _ worker: WorkerFigures, _ left: Double, _ right: Double, _ base: Double, _ height: Double, _ highest: Double
    ) -> Markup {
        guard highest > 0 else { return "" }
        let width = (right - left) / Double(bins.count)
        var path = "M\(Markup.coordinate(left)) \(Markup.coordinate(base))"
        var previous = base
        for (bin, value) in values(worker).enumerated() {
            let y = base - value / highest * height
            if y != previous {
                path += "H\(Markup.coordinate(left + Double(bin) * width))V\(Markup.coordinate(y))"
            }
            previous = y
        }
        path += "H\(Markup.coordinate(right))V\(Markup.coordinate(base))Z"
        return "<path class=\"load\" d=\"\(path)\"/>"
    }

    /// A line where the worker was alive; fainter where it was for a part of the time.
    private func strip(_ worker: WorkerFigures, _ left: Double, _ right: Double, _ base: Double) -> Markup {
        guard hasTimes else {
            return "<line class=\"axis\" x1=\"\(left)\" y1=\"\(base)\" x2=\"\(right)\" y2=\"\(base)\"/>"
        }
        let width = (right - left) / Double(bins.count)
        var body: Markup = "<line class=\"away\" x1=\"\(left)\" y1=\"\(base + 2)\" x2=\"\(right)\" y2=\"\(base + 2)\"/>"
        var bin = 0
        while bin < worker.alive.count {
            // One piece for all parts that look the same.
            let level = (worker.alive[bin] * 4).rounded(.up)
            var next = bin + 1
            while next < worker.alive.count, (worker.alive[next] * 4).rounded(.up) == level { next += 1 }
            if level > 0 {
                body += """
                    <rect class="alive" x="\(left + Double(bin) * width)" y="\(base)" \
                    width="\(Double(next - bin) * width)" height="4" opacity="\(0.25 + level * 0.1875)"/>
                    """
            }
            bin = next
        }
        return body
    }

    private func title(_ worker: WorkerFigures) -> String {
        var lines = [
            worker.hostname, "\(Phrase.grouped(worker.tasks, "task")), \(Phrase.grouped(worker.failed)) failed",
        ]
        if let uptime = worker.uptime(until: end) {
            lines.append("alive \(Self.percent(uptime)) of the time since it was first seen")
        }
        if let load = worker.load.compactMap({ $0 }).max() { lines.append("highest load \(Phrase.decimal(load, 2))") }
        return lines.joined(separator: "\n")
    }

    static func percent(_ share: Double) -> String {
        // 100 % only if nothing was missing.
        share >= 1 ? "100%" : share >= 0.9995 ? "99.9%" : "\(Phrase.decimal(share * 100, 1))%"
    }
}
