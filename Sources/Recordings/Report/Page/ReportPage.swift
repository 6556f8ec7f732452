// SPDX-License-Identifier: Apache-2.0

import Phrases

/// A report as one page that needs nothing else: no script, no network, every text escaped.
package struct ReportPage {
    let figures: ReportFigures

    package init(_ figures: ReportFigures) { self.figures = figures }

    /// The whole page: HTML, and XML as well.
    package var text: String {
        let parts: [Markup] =
            figures.count == 0
            ? [header, tiles, nothing, missing]
            : [header, tiles, notice, throughput, runtimes, failures, workers, tasks, missing]
        let page: Markup = """
            <!DOCTYPE html>
            <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
            <head>
            <meta charset="utf-8" />
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta name="color-scheme" content="light dark" />
            <meta name="referrer" content="no-referrer" />
            <title>\(title) · evcam report</title>
            <style>
            \(ReportStyle.sheet)
            </style>
            </head>
            <body>
            <main>
            \(Markup.joined(parts))\(footer)
            </main>
            </body>
            </html>

            """
        return page.text
    }

    /// What is reported on: the cluster, or several, or else the recording.
    private var title: String {
        var names: [String] = []
        for epoch in figures.epochs where !epoch.cluster.isEmpty && !names.contains(epoch.cluster) {
            names.append(epoch.cluster)
        }
        if names.count > 3 { names = names.prefix(3) + ["…"] }
        return names.isEmpty ? figures.name : names.joined(separator: ", ")
    }

    private var header: Markup {
        let span = figures.span.map { "\(Self.words($0)) · " } ?? ""
        let selection = figures.selection.isEmpty ? "" : " Only " + figures.selection.joined(separator: ", ") + "."
        return """
            <header>
            <p class="kicker">evcam report</p>
            <h1>\(title)</h1>
            <p class="lead">\(span)\(figures.kind) recording <code>\(figures.name)</code>\(selection)</p>
            </header>

            """
    }

    /// `23 Nov 2026, 06:28:04 – 06:28:28 UTC (24.5 s)`.
    static func words(_ span: TimeSpan) -> String {
        guard let from = CalendarTime(span.from), let until = CalendarTime(span.until) else { return "" }
        func day(_ time: CalendarTime) -> String { "\(TimeAxis.day(time)) \(time.year)" }
        let last = from.date == until.date ? until.time : "\(day(until)), \(until.time)"
        if span.length == 0 { return "\(day(from)), \(from.time) UTC" }
        return "\(day(from)), \(from.time) – \(last) UTC (\(Phrase.duration(span.length)))"
    }

    private var tiles: Markup {
        func states(_ names: String...) -> Int {
            figures.states.reduce(0) { names.contains($1.name) ? $0 + $1.count : $0 }
        }
        func share(_ count: Int) -> String {
            figures.count > 0 ? "\(Phrase.decimal(Double(count) / Double(figures.count) * 100, 1))% of all tasks" : ""
        }
        let (succeeded, failed) = (states("SUCCESS"), states("FAILURE"))
        let retries = figures.types.reduce(Int64(0)) { $0 &+ $1.retries }
        let alive = figures.workers.count { $0.worker?.isAlive == true }
        let lost = losses.reduce(Int64(0)) { $0 &+ $1.count }
        let gapTime = figures.gaps.reduce(0.0) { $0 + (($1.until ?? figures.span?.until ?? $1.from) - $1.from) }
        var all: [(String, String, String)] = [
            ("Tasks", Phrase.grouped(figures.count), Phrase.grouped(figures.types.count, "type")),
            ("Succeeded", Phrase.grouped(succeeded), share(succeeded)),
            ("Failed", Phrase.grouped(failed), share(failed)),
            ("Retries", Phrase.grouped(retries), Phrase.grouped(states("RETRY"), "task") + " waiting for one"),
            ("Workers", Phrase.grouped(figures.workers.count), "\(Phrase.grouped(alive)) alive at the end"),
        ]
        if !figures.epochs.isEmpty {
            let events = figures.epochs.reduce(Int64(0)) { $0 &+ $1.eventCount }
            all.append(("Events", Phrase.grouped(events), Phrase.grouped(figures.epochs.count, "epoch")))
            all.append(
                ("Lost", lost == 0 ? "nothing" : Phrase.grouped(lost), lost == 0 ? "" : "messages and changes"))
            all.append(
                (
                    "Gaps", figures.gaps.isEmpty ? "none" : Phrase.grouped(figures.gaps.count),
                    figures.gaps.isEmpty ? "" : Phrase.duration(gapTime)
                ))
        }
        let markup = all.map { name, value, more -> Markup in
            "<div><dt>\(name)</dt><dd>\(value)<span class=\"more\">\(more.isEmpty ? "\u{A0}" : more)</span></dd></div>\n"
        }
        return "<dl class=\"tiles\">\(Markup.joined(markup))</dl>\n"
    }

    /// By cause, of all epochs.
    var losses: [(cause: String, count: Int64)] {
        var sums: [String: Int64] = [:]
        for epoch in figures.epochs { sums.merge(epoch.losses) { $0 &+ $1 } }
        return sums.filter { $0.value > 0 }.map { (cause: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.cause) < ($0.count, $1.cause) }
    }

    private var notice: Markup {
        guard !losses.isEmpty || !figures.gaps.isEmpty else { return "" }
        var parts: [String] = []
        if !figures.gaps.isEmpty { parts.append(Phrase.grouped(figures.gaps.count, "gap") + ", shaded in the plots") }
        if !losses.isEmpty {
            let sum = losses.reduce(Int64(0)) { $0 &+ $1.count }
            parts.append(Phrase.grouped(sum, "loss", "losses"))
        }
        return """
            <section class="notice"><p>Something is missing from this recording: \(parts.joined(separator: "; ")). \
            <a href="#missing">What is missing</a></p></section>

            """
    }

    private var nothing: Markup {
        """
        <section><h2>No tasks</h2><p class="note">\(figures.selection.isEmpty
            ? "Nothing was recorded yet, or workers send no task events: start them with -E."
            : "No task of this recording fits what was asked for.")</p></section>

        """
    }

    private var footer: Markup {
        let made = CalendarTime(figures.madeAt).map { "\(TimeAxis.day($0)) \($0.year), \($0.time) UTC" } ?? ""
        return """
            <footer><p>All times are UTC. Percentiles are approximations, at most 1% off. Made on \(made) by \
            <code>evcam report</code>.</p></footer>
            """
    }
}
