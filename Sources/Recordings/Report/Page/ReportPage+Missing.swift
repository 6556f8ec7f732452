// SPDX-License-Identifier: Apache-2.0

import Phrases

extension ReportPage {
    /// Epochs, gaps and losses.
    var missing: Markup {
        guard !figures.epochs.isEmpty else { return "" }
        let newest = figures.epochs.suffix(50)
        let epochs = ReportTable(
            columns: [
                .init(title: "Epoch", kind: .text), .init(title: "From (UTC)", kind: .text),
                .init(title: "Lasted"), .init(title: "Snapshots"), .init(title: "Events"),
                .init(title: "Ended", kind: .text),
            ],
            rows: newest.map { epoch in
                [
                    epoch.epoch.isEmpty ? "(deterministic replay)" : epoch.epoch, TaskTable.time(epoch.from),
                    Phrase.duration(epoch.until - epoch.from), Phrase.grouped(epoch.snapshots),
                    Phrase.grouped(epoch.eventCount),
                    (epoch.isFinished ? "by itself" : "still runs, or was killed")
                        + (epoch.isReplay ? ", a replay" : ""),
                ]
            })
        let older = figures.epochs.count - newest.count
        let more: Markup = older > 0 ? "<p class=\"note\">And \(Phrase.grouped(older)) before.</p>" : ""
        return """
            <section id="missing">
            <h2>Epochs, gaps and losses</h2>
            <p class="note">An epoch is one run of evcam, or several with a tape. What it could not see is counted.</p>
            \(epochs.markup)\(more)\(gapTable)\(lossTable)</section>

            """
    }

    private var gapTable: Markup {
        guard !figures.gaps.isEmpty else { return "<p class=\"none\">There was no gap.</p>\n" }
        let rows = figures.gaps.suffix(200).map { gap in
            [
                GapWords.cause(gap), TaskTable.time(gap.from), gap.until.map { TaskTable.time($0) } ?? "still open",
                gap.until.map { Phrase.duration($0 - gap.from) } ?? "", GapWords.missed(gap),
            ]
        }
        return ReportTable(
            columns: [
                .init(title: "Gap", kind: .text), .init(title: "From (UTC)", kind: .text),
                .init(title: "Until", kind: .text), .init(title: "Lasted"),
                .init(title: "Events", kind: .text),
            ], rows: rows
        ).markup
    }

    private var lossTable: Markup {
        guard !losses.isEmpty else { return "<p class=\"none\">Nothing was lost.</p>\n" }
        return ReportTable(
            columns: [.init(title: "Lost, by cause", kind: .text), .init(title: "Count")],
            rows: losses.map { [$0.cause.replacing("_", with: " "), Phrase.grouped($0.count)] }
        ).markup
    }
}
