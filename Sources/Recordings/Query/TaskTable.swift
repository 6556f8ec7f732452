// SPDX-License-Identifier: Apache-2.0

import Phrases

/// Tasks as a table for people.
package struct TaskTable {
    /// What it reads of each task.
    package static let fields: [TaskField] = [
        .uuid, .timestamp, .state, .runtime, .retries, .name, .worker, .result, .exception,
    ]

    /// Columns of the terminal; nil: lines as long as they are.
    package var width: Int?
    package var colours: Bool

    package init(width: Int?, colours: Bool) {
        self.width = width
        self.colours = colours
    }

    /// The table's lines.
    package func lines(_ tasks: [RecordedTask]) -> [String] {
        let hasRetries = tasks.contains { $0.retries ?? 0 > 0 }
        let isNarrow = width.map { $0 < 150 } ?? false
        var columns: [TextTable.Column] = [
            .init(title: "TIME (UTC)"), .init(title: "STATE", least: 7), .init(title: "RUNTIME", isNumber: true),
        ]
        if hasRetries { columns.append(.init(title: "RETRIES", isNumber: true)) }
        columns += [
            .init(title: "TASK", least: 12), .init(title: "WORKER", least: 10), .init(title: "UUID"),
            .init(title: "OUTCOME", least: 10),
        ]
        let rows = tasks.map { task in
            var cells: [TextTable.Cell] = [
                .init(task.timestamp.map { Self.time($0) } ?? "-"),
                .init(task.state, Self.colour(of: task.state)),
                .init(task.runtime.map { Phrase.duration($0) } ?? ""),
            ]
            if hasRetries { cells.append(.init(task.retries.map { $0 > 0 ? Phrase.grouped($0) : "" } ?? "")) }
            cells += [
                .init(task.name ?? "(unknown)"), .init(task.worker ?? ""),
                .init(isNarrow ? String(task.uuid.prefix(8)) : task.uuid, .dim),
                .init(Self.outcome(of: task)),
            ]
            return cells
        }
        return TextTable(columns: columns, rows: rows).lines(width: width, colours: colours)
    }

    /// What came of it: a task that succeeded after retries still has the exception of the last.
    private static func outcome(of task: RecordedTask) -> String {
        (task.state == "SUCCESS" ? task.result : task.exception ?? task.result) ?? ""
    }

    static func time(_ time: Double) -> String { CalendarTime(time).map { "\($0.date) \($0.time)" } ?? "\(time)" }

    static func colour(of state: String) -> TextTable.Colour? {
        switch state {
        case "SUCCESS": .green
        case "FAILURE": .red
        case "RETRY", "REVOKED", "REJECTED": .yellow
        default: nil
        }
    }
}
