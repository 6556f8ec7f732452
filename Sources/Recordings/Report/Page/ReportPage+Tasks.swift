// SPDX-License-Identifier: Apache-2.0

import Phrases

extension ReportPage {
    /// Single tasks that stand out.
    var tasks: Markup {
        var parts = Markup()
        if !figures.longest.isEmpty {
            parts += """
                <section>
                <h2>Longest tasks</h2>
                \(table(figures.longest, "Runtime") { $0.runtime.map { Phrase.duration($0) } ?? "" })</section>

                """
        }
        if !figures.mostRetried.isEmpty {
            parts += """
                <section>
                <h2>Most retried tasks</h2>
                \(table(figures.mostRetried, "Retries") { $0.retries.map { Phrase.grouped($0) } ?? "" })</section>

                """
        }
        return parts
    }

    private func table(_ tasks: [RecordedTask], _ title: String, _ value: (RecordedTask) -> String) -> Markup {
        ReportTable(
            columns: [
                .init(title: "Task", kind: .text), .init(title: title), .init(title: "State", kind: .text),
                .init(title: "Worker", kind: .text), .init(title: "Last event (UTC)", kind: .text),
                .init(title: "uuid", kind: .code),
            ],
            rows: tasks.map { task in
                [
                    task.name ?? ReportFigures.nameless, value(task), task.state, task.worker ?? "",
                    task.timestamp.map { TaskTable.time($0) } ?? "", task.uuid,
                ]
            }
        ).markup
    }
}
