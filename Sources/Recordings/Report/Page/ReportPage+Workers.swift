// SPDX-License-Identifier: Apache-2.0

import Phrases

extension ReportPage {
    private static let plottedWorkers = 24
    private static let listedWorkers = 200

    /// When workers were alive, and how loaded.
    var workers: Markup {
        guard !figures.workers.isEmpty, let span = figures.span else {
            return "<section><h2>Workers</h2><p class=\"none\">No worker was recorded.</p></section>\n"
        }
        let named = figures.workers.filter { $0.hostname != TaskTally.others }
        let plotted = Array(named.prefix(Self.plottedWorkers))
        let hasTimes = figures.hasWorkerTimes
        let plot = WorkerPlot(
            workers: plotted, bins: figures.bins, gaps: figures.gaps, hasTimes: hasTimes, end: span.until)
        let highest = plotted.flatMap { $0.load.compactMap { $0 } }.max()
        var legend: [LegendEntry] = []
        if hasTimes {
            legend.append(.box("alive", "alive"))
            let most = highest.map { ", at most \(Phrase.decimal($0, 2))" } ?? ""
            legend.append(.box("load", "load average (1 min)\(most)"))
        } else {
            let most = plotted.flatMap(\.finished).max() ?? 0
            legend.append(
                .box(
                    "load", "tasks finished, at most \(Phrase.grouped(most)) per \(Phrase.duration(figures.bins.width))"
                ))
        }
        let note =
            hasTimes
            ? "The share on the right is that of the time since the worker was first seen in which it was alive."
            : "When workers were alive was not recorded: the camera's option history: true records it."
        let rest = figures.workers.count - plotted.count
        let more: Markup =
            rest > 0 ? "<p class=\"note\">And \(Phrase.grouped(rest, "more worker")) with fewer tasks.</p>" : ""
        return """
            <section>
            <h2>Workers</h2>
            <p class="note">\(note)</p>
            \(LegendEntry.list(legend))\(PlotSize.both(plot.drawing))\(more)\
            \(workerTable(span.until).folded("Workers as a table"))</section>

            """
    }

    private func workerTable(_ end: Double) -> ReportTable {
        let rows = figures.workers.prefix(Self.listedWorkers).map { figures -> [String] in
            let worker = figures.worker
            let status = worker.map { $0.isAlive ? "alive" : $0.isOffline ? "said goodbye" : "gone" } ?? "?"
            let loads = [worker?.load1, worker?.load5, worker?.load15].compactMap { $0 }
            let heartbeat = worker?.lastHeartbeat.flatMap { CalendarTime($0) }
            return [
                Self.name(figures.hostname), status, figures.uptime(until: end).map(WorkerPlot.percent) ?? "",
                Phrase.grouped(figures.tasks), Phrase.grouped(figures.failed), Phrase.duration(figures.busy),
                worker?.processed.map { Phrase.grouped($0) } ?? "",
                loads.map { Phrase.decimal($0, 2) }.joined(separator: " "),
                heartbeat.map { "\($0.date) \($0.time)" } ?? "", worker?.software ?? "",
            ]
        }
        return ReportTable(
            columns: [
                .init(title: "Worker", kind: .text), .init(title: "Status", kind: .text),
                .init(title: "Alive"), .init(title: "Tasks"), .init(title: "Failed"), .init(title: "Busy"),
                .init(title: "Processed"), .init(title: "Load"), .init(title: "Last heartbeat"),
                .init(title: "Software", kind: .text),
            ], rows: Array(rows))
    }
}
