// SPDX-License-Identifier: Apache-2.0

import Phrases

extension ReportPage {
    /// What tasks failed with.
    var failures: Markup {
        let (plotted, others) = figures.exceptions.first(12, others: "other")
        let all = plotted + [others].compactMap { $0 }
        guard !all.isEmpty else {
            return """
                <section><h2>Failures</h2><p class="none">No task failed, and none waits for a retry.</p></section>

                """
        }
        let rows = all.map { exception in
            let tasks = exception.tasks.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5)
            let title =
                "\(exception.name)\n\(Phrase.grouped(exception.failed)) failed, "
                + "\(Phrase.grouped(exception.retrying)) waiting for a retry\n"
                + tasks.map { "\($0.key): \(Phrase.grouped($0.value))" }.joined(separator: "\n")
            return BarPlot.Row(
                name: exception.name,
                parts: [
                    .init(style: "failed", count: exception.failed), .init(style: "retried", count: exception.retrying),
                ],
                title: title)
        }
        let plot = BarPlot(title: "Tasks that failed, by exception", rows: rows)
        var legend = [LegendEntry.box("failed", "failed")]
        if all.contains(where: { $0.retrying > 0 }) { legend.append(.box("retried", "waiting for a retry")) }
        let (listed, rest) = figures.exceptions.first(50, others: "other")
        let table = ReportTable(
            columns: [
                .init(title: "Exception", kind: .text), .init(title: "Failed"), .init(title: "Retrying"),
                .init(title: "Tasks", kind: .text), .init(title: "The newest", kind: .long),
                .init(title: "Its uuid", kind: .code),
            ],
            rows: (listed + [rest].compactMap { $0 }).map { exception in
                let names = exception.tasks.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                let more = names.count > 3 ? ", …" : ""
                return [
                    exception.name, Phrase.grouped(exception.failed), Phrase.grouped(exception.retrying),
                    names.prefix(3).map(\.key).joined(separator: ", ") + more,
                    exception.newest?.exception ?? "", exception.newest?.uuid ?? "",
                ]
            })
        return """
            <section>
            <h2>Failures by exception</h2>
            <p class="note">Tasks that are in FAILURE, or in RETRY.</p>
            \(LegendEntry.list(legend))\(PlotSize.both(plot.drawing))\(table.folded("Exceptions as a table"))</section>

            """
    }

    static func cut(_ text: String, _ count: Int) -> String {
        text.count > count ? text.prefix(count) + "…" : text
    }
}
