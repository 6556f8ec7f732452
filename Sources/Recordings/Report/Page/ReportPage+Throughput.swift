// SPDX-License-Identifier: Apache-2.0

import Phrases

extension ReportPage {
    /// What tasks came to, over time, and the states that they are in.
    var throughput: Markup {
        guard let span = figures.span else { return "" }
        let plot = ThroughputPlot(
            bins: figures.bins, span: span, outcomes: figures.outcomes, received: figures.received, gaps: figures.gaps)
        var legend = TaskOutcome.allCases.filter { figures.outcomes[$0.rawValue].contains { $0 > 0 } }
            .map { LegendEntry.box($0.style, "\($0)") }
        if figures.received.contains(where: { $0 > 0 }) { legend.append(.line("received", "received")) }
        if !figures.gaps.isEmpty { legend.append(.box("gap", "gap: events were missed")) }
        let shown = figures.states.prefix(30)
        var rows = shown.map { [Self.name($0.name), Phrase.grouped($0.count), share($0.count)] }
        let others = figures.states.dropFirst(30).reduce(0) { $0 + $1.count }
        if others > 0 { rows.append(["others", Phrase.grouped(others), share(others)]) }
        return """
            <section>
            <h2>Throughput</h2>
            <p class="note">Tasks per \(Phrase.duration(figures.bins.width)), by what they came to. Of a task that came \
            to a state several times the last time counts.</p>
            \(LegendEntry.list(legend))\(PlotSize.both(plot.drawing))\
            \(ReportTable(columns: [.init(title: "State", kind: .text), .init(title: "Tasks"), .init(title: "Share")], rows: rows)
                .folded("Tasks by the state they are in"))\(binTable.folded("The plot as a table"))</section>

            """
    }

    func share(_ count: Int) -> String {
        figures.count > 0 ? "\(Phrase.decimal(Double(count) / Double(figures.count) * 100, 1))%" : ""
    }

    /// A name of the cluster's, or what stands for many.
    static func name(_ name: String) -> String { name == TaskTally.others ? "others" : name }

    private var binTable: ReportTable {
        let bins = figures.bins
        let outcomes = TaskOutcome.allCases.filter { figures.outcomes[$0.rawValue].contains { $0 > 0 } }
        let rows = (0..<bins.count).compactMap { bin -> [String]? in
            let counts = outcomes.map { figures.outcomes[$0.rawValue][bin] } + [figures.received[bin]]
            guard counts.contains(where: { $0 > 0 }) else { return nil }
            let time = CalendarTime(bins.from + Double(bin) * bins.width)
            let fraction = bins.width < 1 ? time.map { "." + Phrase.padded($0.microsecond / 1000, 3) } ?? "" : ""
            return [time.map { "\($0.date) \($0.time)\(fraction)" } ?? "?"] + counts.map { Phrase.grouped($0) }
        }
        return ReportTable(
            columns: [.init(title: "From (UTC)", kind: .text)]
                + (outcomes.map { "\($0)" } + ["received"]).map {
                    .init(title: $0.prefix(1).uppercased() + $0.dropFirst())
                },
            rows: rows)
    }
}
