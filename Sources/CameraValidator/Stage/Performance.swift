// SPDX-License-Identifier: Apache-2.0
import CameraHost

/// What came of one run of a camera.
struct Performance {
    /// After each picture: what its lane had counted, and what it said last.
    private var answers: [String] = []
    /// What it answered last.
    private(set) var reason = ""
    private var isTaken = false
    /// Whether it came to its end.
    var isWhole = true
    /// How its process ended; nil: it did not.
    var end: String?
    /// What was logged under its name.
    var logs: [String] = []
    /// Its own figures at the end.
    var metrics: [String: Double] = [:]
    /// What lay below its paths at the end, by path.
    var files: [String: [UInt8]] = [:]

    /// Whether nothing it needs was there.
    var isAlwaysAway: Bool { !isTaken && !reason.isEmpty }

    /// Takes what the lane has counted so far.
    mutating func note(_ report: LaneReport) {
        let counts = [
            report.ok, report.retry, report.drop, report.fatal, report.cleanups, report.deleted, report.tasks,
            report.revision,
        ]
        reason = report.lastError ?? ""
        isTaken = isTaken || report.ok + report.drop > 0
        answers.append("\(counts.map { "\($0)" }.joined(separator: " ")) \(reason)")
    }

    /// The first thing in which this run differs from another one, but for what a third differs in from that as well.
    func difference(from other: Performance, ignoring third: Performance) -> String? {
        if other.answers == third.answers, let at = answers.indices.first(where: { answers[$0] != other.answers[$0] }) {
            return "after picture \(at + 1) the process had answered `\(answers[at])`, inline it was "
                + "`\(other.answers[at])` (ok, retry, drop, fatal, cleanups, deleted, tasks, revision, last error)"
        }
        for path in Set(files.keys).union(other.files.keys).sorted() {
            guard other.files[path] == third.files[path], files[path] != other.files[path] else { continue }
            return "\(path): " + Self.difference(of: files[path], from: other.files[path])
        }
        for name in Set(metrics.keys).union(other.metrics.keys).sorted() {
            guard other.metrics[name] == third.metrics[name], metrics[name] != other.metrics[name] else { continue }
            func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "missing" }
            return "the figure \(name) is \(text(metrics[name])) in the process and \(text(other.metrics[name])) inline"
        }
        guard other.logs == third.logs, let line = firstMissing(of: other.logs) else { return nil }
        return "inline it logged `\(line)`, in the process it did not, or not in its turn"
    }

    /// The first of these lines that is not logged here, in their order.
    ///
    /// More may be logged: what a camera prints is part of the log when it has a process of its own.
    private func firstMissing(of lines: [String]) -> String? {
        var rest = logs[...]
        for line in lines {
            guard let at = rest.firstIndex(of: line) else { return line }
            rest = rest[(at + 1)...]
        }
        return nil
    }

    private static func difference(of file: [UInt8]?, from other: [UInt8]?) -> String {
        guard let file else { return "the process did not write it, inline it was written" }
        guard let other else { return "the process wrote it, inline it was not written" }
        let same = zip(file, other).prefix { $0 == $1 }.count
        func rest(_ bytes: [UInt8]) -> String {
            let text = String(decoding: bytes.dropFirst(same).prefix(60), as: UTF8.self)
            return same == bytes.count ? "is over" : "goes on `\(text.prefix { $0 != "\n" })`"
        }
        return "after \(same) bytes the process's \(rest(file)), the inline one \(rest(other))"
    }
}
