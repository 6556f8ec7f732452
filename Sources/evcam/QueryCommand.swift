// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EvcamRuntime
import Glibc
import Phrases
import Recordings

struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Shows tasks that cameras recorded: in sqlite, postgres or JSON lines.",
        discussion: """
            The newest come first. A table for people shows the first 50; with --json (an object on each line) and \
            --csv all are written unless --limit says otherwise. Reading waits for no camera, and none for it.
            """
    )

    @OptionGroup var options: RecordingOptions

    @Flag(help: "Only tasks that failed, for ever or until they are tried again (FAILURE, RETRY).")
    var failed = false

    @Option(help: "Only tasks in this state; several: in any of them.")
    var state: [String] = []

    @Option(
        help: ArgumentHelp(
            "The task with this uuid, or whose uuid begins so: all that is known of it.", valueName: "uuid"))
    var uuid: String?

    @Flag(help: "The longest runtime first.")
    var slowest = false

    @Option(name: .shortAndLong, help: "At most so many; 0: all. (default: 50 in a table)")
    var limit: Int?

    @Flag(help: "A JSON object for each task, on a line of its own.")
    var json = false

    @Flag(help: "CSV (RFC 4180), with a header.")
    var csv = false

    func validate() throws {
        if json, csv { throw ValidationError("--json and --csv exclude each other") }
        if failed, !state.isEmpty { throw ValidationError("--failed and --state exclude each other; name the states") }
        if let limit, limit < 0 { throw ValidationError("--limit must be at least 0, but is \(limit)") }
        if uuid?.isEmpty == true { throw ValidationError("--uuid is empty; give at least its first digits") }
        _ = try options.query()
    }

    func run() throws {
        var query = try options.query()
        query.states = failed ? TaskQuery.failedStates : state.map { $0.uppercased() }
        query.uuid = uuid
        query.order = slowest ? .slowest : .newest
        let asked = limit.map { $0 == 0 ? nil : $0 }
        try options.read { recording in
            if json || csv {
                query.limit = asked ?? nil
                try write(recording, query)
            } else {
                query.limit = asked ?? 50
                try show(recording, query)
            }
            for remark in recording.remarks { Terminal.error("evcam: \(remark)") }
        }
    }

    /// For programs.
    private func write(_ recording: any Recording, _ query: TaskQuery) throws {
        var lines = TaskLines(json ? .json : .csv, query.fields) { Terminal.write($0, to: STDOUT_FILENO) }
        var found = 0
        // A database hands over row by row: what else is asked of it comes afterwards.
        var whole: [RecordedTask] = []
        try recording.tasks(query) { task in
            found += 1
            if uuid != nil, json { whole.append(task) } else { lines.append(task) }
        }
        for task in whole { lines.append(task, history: try recording.transitions(of: task.uuid)) }
        lines.flush()
        if found == 0 { try explain(recording, query) }
    }

    /// For people.
    private func show(_ recording: any Recording, _ query: TaskQuery) throws {
        var query = query
        if uuid == nil {
            query.fields = TaskTable.fields
            query.textLimit = 300
        }
        var tasks: [RecordedTask] = []
        try recording.tasks(query) { tasks.append($0) }
        if uuid != nil, tasks.count == 1, let task = tasks.first {
            let transitions = try recording.transitions(of: task.uuid)
            return Terminal.print(TaskSheet().lines(task, transitions).joined(separator: "\n"))
        }
        guard !tasks.isEmpty else { return try explain(recording, query) }
        let isTerminal = Terminal.isTerminal(STDOUT_FILENO)
        let table = TaskTable(
            width: Terminal.columns(of: STDOUT_FILENO), colours: isTerminal && getenv("NO_COLOR") == nil)
        var lines = table.lines(tasks)
        if tasks.count == query.limit {
            let more = try recording.count(query) - tasks.count
            if more > 0 { lines.append("… \(Phrase.grouped(more)) more; --limit 0 shows all") }
        }
        Terminal.print(lines.joined(separator: "\n"))
    }

    /// Says on standard error why there is nothing to see.
    private func explain(_ recording: any Recording, _ query: TaskQuery) throws {
        let span = try recording.span(TaskQuery())
        guard let span else { return Terminal.error("evcam: \(recording.name) holds no task yet") }
        if let uuid {
            throw Failure(
                "evcam: error: \(recording.name) has no task whose uuid begins with \(VisibleText.of(uuid))",
                exitCode: ExitStatus.noInput)
        }
        var hint = ""
        if let since = query.since, span.until < since {
            hint =
                "; its newest event is of \(Phrase.utcTime(span.until)) UTC, "
                + "and --since \(CalendarTime(span.until - 3600)?.iso.prefix(19) ?? "")Z shows its last hour"
        }
        Terminal.error("evcam: no task of \(recording.name) fits\(hint)")
    }
}
