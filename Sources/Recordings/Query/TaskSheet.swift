// SPDX-License-Identifier: Apache-2.0

import Phrases

/// One task whole, for people.
package struct TaskSheet {
    package init() {}

    /// Every field that is known, and the states that the task came to.
    ///
    /// `transitions`: those that are recorded; nil: those that the task itself knows of.
    package func lines(_ task: RecordedTask, _ transitions: [TaskTransition]?) -> [String] {
        let width = TaskField.allCases.reduce(0) { max($0, $1.rawValue.count) }
        var lines: [String] = []
        for field in TaskField.allCases {
            let texts: [String]
            switch task[field] {
            case .unknown, .flag(false), .text(""): continue
            case .flag(true): texts = ["true"]
            case .text(let text), .json(let text):
                texts = text.split(separator: "\n", omittingEmptySubsequences: false).map { VisibleText.of($0) }
            case .time(let time):
                texts = [
                    CalendarTime(time).map { "\($0.date) \($0.time).\(Phrase.padded($0.microsecond, 6)) UTC" }
                        ?? "\(time)"
                ]
            case .number(let number): texts = [Phrase.duration(number)]
            case .integer(let number): texts = [String(number)]
            }
            for (index, text) in texts.enumerated() where index == 0 || index < texts.count - 1 || !text.isEmpty {
                let label = index == 0 ? field.rawValue : ""
                lines.append(label + String(repeating: " ", count: width + 2 - label.count) + text)
            }
        }
        let states = transitions ?? task.transitions
        guard !states.isEmpty else { return lines }
        let rows = states.enumerated().map { index, state -> [TextTable.Cell] in
            let previous = index > 0 ? states[index - 1].at : nil
            let later = state.at.flatMap { at in previous.map { "+" + Phrase.duration(max(0, at - $0)) } } ?? ""
            let time = state.at.flatMap { CalendarTime($0) }
            return [
                .init(time.map { "\($0.date) \($0.time).\(Phrase.padded($0.microsecond / 1000, 3))" } ?? "-"),
                .init(later), .init(state.state), .init(state.worker ?? ""),
            ]
        }
        let table = TextTable(
            columns: [
                .init(title: "TIME (UTC)"), .init(title: "LATER", isNumber: true), .init(title: "STATE"),
                .init(title: "WORKER"),
            ], rows: rows)
        return lines + [""] + table.lines(width: nil, colours: false)
    }
}
