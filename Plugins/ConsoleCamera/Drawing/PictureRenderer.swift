// SPDX-License-Identifier: Apache-2.0

import CameraKit

/// Draws a picture: a pure function from what is known to lines of text.
struct PictureRenderer {
    /// Columns of the terminal.
    var width = 100
    /// Lines there is room for; nil: any number.
    var height: Int?
    var colours = false
    /// Rows of the table of task types.
    var typeRows = 10
    /// More states than this share a column.
    private let stateColumns = 8

    func lines(_ picture: ConsolePicture) -> [PictureLine] {
        let header = PictureLine(Table.Cell(heading(picture), .bold), width: width, colours: colours)
        let footer = notes(picture).map { PictureLine(Table.Cell($0, .yellow), width: width, colours: colours) }
        var tables = [workers(picture), tasks(picture), failures(picture)]
        if let height {
            // The longest table gives way first, and of tables down to one row the last.
            while 1 + footer.count + tables.reduce(0, { $0 + ($1.height > 0 ? $1.height + 1 : 0) }) > height {
                guard let longest = tables.indices.max(by: { tables[$0].shown <= tables[$1].shown }),
                    tables[longest].shown > 0
                else { break }
                tables[longest].shown -= 1
            }
        }
        var lines = [header]
        for table in tables where table.height > 0 {
            lines.append(PictureLine())
            lines += table.lines(width: width, colours: colours)
        }
        lines += footer
        return height.map { Array(lines.prefix($0)) } ?? lines
    }

    private func heading(_ picture: ConsolePicture) -> String {
        var parts: [String] = picture.cluster.isEmpty ? [] : [picture.cluster]
        if let time = UTCTime(picture.takenAt) { parts.append("\(time.date) \(time.time) UTC") }
        if picture.isReplay { parts.append("replay") }
        let rate = picture.eventsPerSecond.map { " (\(decimal($0, 1))/s)" } ?? ""
        parts.append("\(counted(picture.eventCount, "event"))\(rate)")
        parts.append(counted(picture.tasksInMemory, "task"))
        parts.append(counted(UInt64(picture.workers.count), "worker"))
        return parts.joined(separator: " · ")
    }

    private func workers(_ picture: ConsolePicture) -> Table {
        Table(
            [
                .init(title: "WORKER", least: 12), .init(title: "STATUS"), .init(title: "ACTIVE", isNumber: true),
                .init(title: "PROCESSED", isNumber: true), .init(title: "LOAD"),
                .init(title: "HEARTBEAT", isNumber: true),
            ],
            picture.workers.map { worker in
                [
                    .init(worker.name),
                    worker.isOnline ? .init("online", .green) : .init("offline", .red),
                    .init(worker.active.map(grouped) ?? "-"),
                    .init(worker.processed.map(grouped) ?? "-"),
                    .init(worker.load.map { "\(decimal($0.0, 2)) \(decimal($0.1, 2)) \(decimal($0.2, 2))" } ?? "-"),
                    .init(worker.age.map { "\(age($0)) ago" } ?? "-"),
                ]
            }
        )
    }

    private func tasks(_ picture: ConsolePicture) -> Table {
        let all = picture.states
        let states = Array(all.prefix(stateColumns))
        let others = all.dropFirst(stateColumns)
        func row(_ title: String, _ counts: [String: UInt64]) -> [Table.Cell] {
            var numbers = states.map { state in
                let count = counts[state, default: 0]
                return Table.Cell(count == 0 ? "" : grouped(count), count == 0 ? nil : Self.colour(of: state))
            }
            if !others.isEmpty {
                let count = others.reduce(UInt64(0)) { $0 &+ counts[$1, default: 0] }
                numbers.append(Table.Cell(count == 0 ? "" : grouped(count)))
            }
            return [Table.Cell(title)] + numbers
        }
        var sum: [String: UInt64] = [:]
        for type in picture.types { sum.merge(type.counts, uniquingKeysWith: &+) }
        var rows = picture.types.map { row($0.name ?? "(unknown)", $0.counts) }
        if rows.count > 1 { rows.insert(row("all tasks", sum), at: 0) }
        let titles = states + (others.isEmpty ? [] : ["OTHER"])
        return Table(
            [.init(title: "TASK", least: 12)]
                + titles.map { .init(title: DisplayText($0).cut(to: 12).text, isNumber: true) },
            rows,
            limit: typeRows + (picture.types.count > 1 ? 1 : 0)
        )
    }

    private func failures(_ picture: ConsolePicture) -> Table {
        Table(
            [
                .init(title: "FAILED"), .init(title: "TASK", least: 12), .init(title: "EXCEPTION", least: 16),
                .init(title: "WORKER", least: 10), .init(title: "UUID", least: 8),
            ],
            picture.failures.map { failure in
                [
                    .init(failure.time.flatMap { UTCTime($0)?.time } ?? "-"),
                    .init(failure.name ?? "(unknown)"), .init(failure.exception ?? "-", .red),
                    .init(failure.worker ?? "-"), .init(failure.uuid, .dim),
                ]
            }
        )
    }

    /// What is missing from the picture.
    private func notes(_ picture: ConsolePicture) -> [String] {
        var notes: [String] = []
        if !picture.losses.isEmpty {
            notes.append("LOST: " + picture.losses.map { "\($0.cause) \(grouped($0.count))" }.joined(separator: ", "))
        }
        if let gap = picture.gaps.last {
            let from = UTCTime(gap.from)?.time ?? "?"
            let until = gap.until.map { UTCTime($0)?.time ?? "?" } ?? "now"
            let others = picture.gaps.count > 1 ? ", and \(picture.gaps.count - 1) before" : ""
            notes.append("GAP: \(gap.cause) from \(from) until \(until)\(others)")
        }
        return notes.isEmpty ? [] : [""] + notes
    }

    private static func colour(of state: String) -> Colour? {
        switch state {
        case "SUCCESS": .green
        case "FAILURE": .red
        case "RETRY", "REVOKED", "REJECTED": .yellow
        default: nil
        }
    }
}
