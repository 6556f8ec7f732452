// SPDX-License-Identifier: Apache-2.0

import Phrases

extension ReportPage {
    private static let plotted = 20
    private static let listed = 100

    /// How long tasks of each type took.
    var runtimes: Markup {
        let (plotted, others) = figures.types.first(Self.plotted, others: "other type")
        let rows = (plotted + [others].compactMap { $0 }).compactMap { type -> RuntimePlot.Row? in
            guard let values = type.runtimes.percentiles([0.5, 0.95, 0.99]) else { return nil }
            return RuntimePlot.Row(
                name: type.name, count: type.runtimes.count, median: values[0], p95: values[1], p99: values[2],
                longest: type.runtimes.longest)
        }
        let legend = [
            LegendEntry(sign: "<circle class=\"median\" cx=\"7\" cy=\"6\" r=\"4.5\"/>", text: "median"),
            LegendEntry(
                sign: "<rect class=\"range95\" x=\"0\" y=\"2\" width=\"14\" height=\"8\" rx=\"2\"/>",
                text: "to the 95th percentile"),
            LegendEntry(
                sign: "<line class=\"range99\" x1=\"7\" y1=\"0\" x2=\"7\" y2=\"12\"/>", text: "99th percentile"),
            LegendEntry(sign: "<circle class=\"longest\" cx=\"7\" cy=\"6\" r=\"2.5\"/>", text: "longest"),
        ]
        let plot: Markup =
            rows.isEmpty
            ? "<p class=\"none\">No task with a runtime was recorded: workers tell it when a task succeeds.</p>"
            : "\(LegendEntry.list(legend))\(PlotSize.both(RuntimePlot(rows: rows).drawing))"
        return """
            <section>
            <h2>Runtimes by type of task</h2>
            <p class="note">Of tasks that succeeded, the most frequent types first, on a logarithmic scale.</p>
            \(plot)\(typeTable.folded("Types of tasks as a table"))</section>

            """
    }

    private var typeTable: ReportTable {
        let (listed, others) = figures.types.first(Self.listed, others: "other type")
        let rows = (listed + [others].compactMap { $0 }).map { type -> [String] in
            let values = type.runtimes.percentiles([0.5, 0.95, 0.99])?.map { Phrase.duration($0) } ?? ["", "", ""]
            let hasRuntimes = type.runtimes.count > 0
            return [
                type.name, Phrase.grouped(type.count), Phrase.grouped(type.succeeded), Phrase.grouped(type.failed),
                Phrase.grouped(type.retries),
            ] + values + [
                hasRuntimes ? Phrase.duration(type.runtimes.longest) : "",
                hasRuntimes ? Phrase.duration(type.runtimes.sum) : "",
            ]
        }
        let titles = ["Tasks", "Succeeded", "Failed", "Retries", "Median", "95%", "99%", "Longest", "In all"]
        return ReportTable(
            columns: [.init(title: "Type", kind: .text)] + titles.map { .init(title: $0) }, rows: rows)
    }
}
