// SPDX-License-Identifier: Apache-2.0

/// What is told of all tasks that failed with one kind of exception.
package struct ExceptionFigures: NamedFigures, Sendable {
    /// The exception's class, or how its text begins.
    package var name: String
    /// Tasks in FAILURE.
    package var failed = 0
    /// Tasks in RETRY.
    package var retrying = 0
    /// Its newest task.
    package var newest: RecordedTask?
    /// How many tasks of each name; the first thirty names.
    package var tasks: [String: Int] = [:]

    init(_ name: String) { self.name = name }

    mutating func add(_ task: RecordedTask) {
        if task.state == "FAILURE" { failed += 1 } else { retrying += 1 }
        if task.timestamp ?? 0 >= newest?.timestamp ?? 0 { newest = task }
        let name = task.name ?? ReportFigures.nameless
        if tasks[name] != nil || tasks.count < 30 { tasks[name, default: 0] += 1 }
    }

    mutating func add(_ other: ExceptionFigures) {
        failed += other.failed
        retrying += other.retrying
        if other.newest?.timestamp ?? 0 >= newest?.timestamp ?? 0 { newest = other.newest }
        for (name, count) in other.tasks where tasks[name] != nil || tasks.count < 30 {
            tasks[name, default: 0] += count
        }
    }

    /// The class in a repr, `ValueError('...')`, or how it begins if that is none.
    static func name(of exception: String?) -> String {
        guard let exception, !exception.isEmpty else { return "(unknown)" }
        let head = exception.prefix(120)
        let name = head.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
        if !name.isEmpty, head.dropFirst(name.count).first.map({ $0 == "(" }) ?? true { return String(name) }
        let line = head.prefix { $0 != "\n" }.prefix(60)
        return line.count < exception.count ? line + "…" : String(line)
    }
}
