// SPDX-License-Identifier: Apache-2.0

import Foundation
import ServerFixtures
import Testing

/// The built evcam, recording the bundled events with the sqlite camera in a folder of its own.
final class SQLiteRun {
    let folder: String
    var path: String { folder + "/recording.sqlite" }

    /// Beside this test's own executable.
    static let evcam: String = {
        let executable = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: executable).deletingLastPathComponent().path + "/evcam"
    }()

    /// The repository.
    static let repository: String = {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        return folder.path
    }()

    static let bundled = repository + "/Examples/recording.ndjson.gz"

    init() throws { folder = try FixtureFolder.make("sqlite") }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// What evcam prints.
    static func evcam(_ arguments: String, prefix: String = "") throws -> String {
        try Shell.run("HOME=/nonexistent \(prefix)\(Shell.quoted(evcam)) \(arguments)")
    }

    /// Records to the end, or until it is killed so many seconds later.
    /// - Returns: whether it was killed.
    @discardableResult
    func record(speed: String = "max", freq: String = "1s", killedAfter seconds: Double? = nil) throws -> Bool {
        let prefix = seconds.map { "timeout -s KILL \($0) " } ?? ""
        let arguments = """
            record --replay \(Shell.quoted(Self.bundled)) --speed \(speed) --freq \(freq) --loglevel WARNING \
            --camera sqlite -o sqlite.path=\(path) -o sqlite.history=true
            """
        // A shell says "Killed", and answers 137.
        let line = "HOME=/nonexistent \(prefix)\(Shell.quoted(Self.evcam)) \(arguments)"
        return try Shell.run("\(line) && echo whole || [ $? = 137 ]").contains("whole") == false
    }

    /// What the recording answers, `-` for null.
    func rows(_ sql: String) throws -> [[String]] { try SQLiteConnection(path).rows(sql) }

    /// The first column of the first row.
    func number(_ sql: String) throws -> Int { try rows(sql).first?.first.flatMap { Int($0) } ?? -1 }

    /// Compares each field of each task with the state that `evcam snapshot` prints.
    ///
    /// After earlier pictures a field that became null since has their value: a null never overwrites.
    func compareTasksWithState(hasEarlierPictures: Bool = false, location: SourceLocation = #_sourceLocation) throws {
        let text = try Self.evcam("snapshot \(Shell.quoted(Self.bundled))")
        let tasks = try JSONDecoder().decode(ReportedState.self, from: Data(text.utf8)).tasks
        let columns = [
            "uuid", "args", "client", "clock", "eta", "exception", "exchange", "expires", "failed", "kwargs", "name",
            "parent_id", "received", "rejected", "result", "retried", "retries", "revoked", "root_id", "routing_key",
            "runtime", "sent", "started", "state", "succeeded", "timestamp", "traceback", "worker",
        ]
        let rows = try SQLiteConnection(path).values("SELECT \(columns.joined(separator: ", ")) FROM tasks")
        #expect(rows.count == tasks.count && tasks.count > 400, sourceLocation: location)
        let fields = rows.map { $0.map(ReportedState.Field.init(column:)) }
        let recorded = Dictionary(uniqueKeysWithValues: fields.map { ($0[0], $0) })
        for task in tasks {
            guard let uuid = task["uuid"], let row = recorded[uuid] else {
                Issue.record("a task is not there: \(task)", sourceLocation: location)
                continue
            }
            for (column, value) in zip(columns, row) {
                let reported = task[column] ?? .other
                if hasEarlierPictures, reported == .null { continue }
                let isTime = column == "eta" || column == "expires"
                #expect(
                    isTime ? value.rounded == reported.time : value == reported.recorded, "\(column) of \(uuid)",
                    sourceLocation: location)
            }
        }
    }
}
