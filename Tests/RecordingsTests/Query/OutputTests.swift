// SPDX-License-Identifier: Apache-2.0

import Phrases
import Recordings
import ServerFixtures
import Testing

/// What is shown of tasks: tables, sheets, JSON and CSV.
@Suite struct OutputTests {
    private static func tasks(_ change: (inout TaskQuery) throws -> Void = { _ in }) throws -> [RecordedTask] {
        try SampleRecording.shop.make(.jsonl).tasks(change)
    }

    private static func written(
        _ format: TaskLines.Format, _ fields: [TaskField], _ tasks: [RecordedTask], history: [TaskTransition]? = nil
    ) -> String {
        var text = ""
        var lines = TaskLines(format, fields) { text += String(decoding: $0, as: UTF8.self) }
        for task in tasks { lines.append(task, history: history) }
        lines.flush()
        return text
    }

    @Test func `a table has a line for each task, and nothing that acts on the terminal`() throws {
        let lines = TaskTable(width: nil, colours: false).lines(try Self.tasks())
        #expect(lines.count == 13)
        #expect(
            lines[0]
                == "TIME (UTC)           STATE    RUNTIME  RETRIES  TASK           WORKER  UUID                                  OUTCOME"
        )
        #expect(
            lines[3]
                == "2026-01-02 03:00:10  CUSTOM                     проект.задача  w0@a    00000010-0000-4000-8000-000000000000  \\x1b[31m<b>\\u202e"
        )
        #expect(lines[7].hasSuffix("'ok'"))
        #expect(lines[5].contains(" 3  mail.send "))
    }

    @Test(arguments: [40, 60, 80, 100, 140, 200])
    func `a table fits the terminal`(width: Int) throws {
        for line in TaskTable(width: width, colours: false).lines(try Self.tasks()) {
            #expect(TerminalWidth.of(line) <= width)
        }
    }

    @Test func `colours are for states, and only where they are wanted`() throws {
        let tasks = try Self.tasks { $0.states = ["FAILURE"] }
        #expect(TaskTable(width: 100, colours: true).lines(tasks)[1].contains("\u{1B}[31mFAILURE\u{1B}[0m"))
        #expect(!TaskTable(width: 100, colours: false).lines(tasks)[1].contains("\u{1B}"))
    }

    @Test func `wide characters take two columns`() {
        #expect(TerminalWidth.of("日本語") == 6)
        #expect(TerminalWidth.of("e\u{301}") == 1)
        #expect(TerminalWidth.of("👩‍🚀") == 2)
        #expect(TerminalWidth.cut("日本語", to: 5) == "日本…")
        #expect(TerminalWidth.cut("日本語", to: 4) == "日…")
        #expect(TerminalWidth.cut("abc", to: 3) == "abc")
    }

    @Test func `what acts instead of being seen is shown`() {
        #expect(VisibleText.of("a\u{0}\u{1B}[2J\u{7F}\r\n\t\u{9B}") == "a\\x00\\x1b[2J\\x7f\\r\\n\\t\\x9b")
        #expect(VisibleText.of("\u{202E}\u{2066}\u{FEFF}") == "\\u202e\\u2066\\ufeff")
        #expect(VisibleText.of("naïve 日本 👩‍🚀") == "naïve 日本 👩‍🚀")
        #expect(VisibleText.of("abcdef", limit: 3) == "abc…")
        let marks = "e" + String(repeating: "\u{301}", count: 5_000)
        #expect(VisibleText.of(marks).unicodeScalars.count <= 8)
    }

    @Test func `one task whole, with what its own times tell`() throws {
        let task = try #require(try Self.tasks { $0.states = ["FAILURE"] }.first)
        let lines = TaskSheet().lines(task, nil)
        #expect(lines[0] == "uuid            00000007-0000-4000-8000-000000000000")
        #expect(lines.contains("timestamp       2026-01-02 03:00:07.000000 UTC"))
        #expect(lines.contains("traceback       line 1"))
        #expect(lines.contains("                line 2"))
        #expect(lines.contains("truncated       true"))
        #expect(!lines.contains { $0.hasPrefix("runtime") })
        #expect(
            Array(lines.suffix(3)) == [
                "TIME (UTC)                 LATER  STATE     WORKER",
                "2026-01-02 03:00:06.500           RECEIVED  w0@a",
                "2026-01-02 03:00:07.000  +500 ms  FAILURE   w0@a",
            ])
    }

    @Test func `JSON has an object on each line, without what is unknown`() throws {
        let tasks = try Self.tasks { $0.states = ["FAILURE", "CUSTOM"] }
        let fields: [TaskField] = [.uuid, .name, .timestamp, .runtime, .exception, .result, .attributes, .truncated]
        #expect(
            Self.written(.json, fields, tasks) == """
                {"uuid":"00000010-0000-4000-8000-000000000000","name":"проект.задача","timestamp":1767322810.0,\
                "result":"\\u001b[31m<b>\\u202e"}
                {"uuid":"00000007-0000-4000-8000-000000000000","name":"shop.pay","timestamp":1767322807.0,\
                "exception":"ValueError('out of \\"stock\\"')","attributes":{"attempt":2},"truncated":true}

                """)
        let states = [TaskTransition(state: "FAILURE", at: 1.5, worker: nil)]
        #expect(
            Self.written(.json, [.state], Array(tasks.suffix(1)), history: states)
                == #"{"state":"FAILURE","history":[{"state":"FAILURE","at":1.5}]}"# + "\n")
    }

    @Test func `CSV is RFC 4180's`() throws {
        var task = RecordedTask()
        task.uuid = "u"
        task.args = "(1, \"a\")"
        task.exception = "two\nlines"
        task.timestamp = 1_767_322_810.123456
        task.runtime = 0.5
        #expect(
            Self.written(.csv, [.uuid, .args, .exception, .timestamp, .runtime, .name, .truncated], [task])
                == "uuid,args,exception,timestamp,runtime,name,truncated\r\n"
                + "u,\"(1, \"\"a\"\")\",\"two\nlines\",2026-01-02T03:00:10.123456Z,0.5,,false\r\n")
    }

    /// What Python's own readers make of it.
    @Test func `programs read what is written`() throws {
        let folder = try SampleFolder()
        let tasks = try Self.tasks()
        try folder.write(Self.written(.json, TaskField.allCases, tasks), to: "json")
        try folder.write(Self.written(.csv, TaskField.allCases, tasks), to: "csv")
        let answer = try Shell.run(
            """
            cd \(folder.path); python3 -c '
            import csv, json
            lines = [json.loads(line) for line in open("json", encoding="utf-8")]
            rows = list(csv.DictReader(open("csv", encoding="utf-8", newline="")))
            print(len(lines), len(rows), lines[5]["exception"] == rows[5]["exception"], lines[2]["result"] == rows[2]["result"], rows[5]["traceback"].splitlines())
            '
            """)
        #expect(answer == "12 12 True True ['line 1', 'line 2']\n")
    }

    @Test(arguments: [
        ("2026-01-02", 1_767_312_000.0), ("2026-01-02T03:00", 1_767_322_800), ("2026-01-02 03:00:10Z", 1_767_322_810),
        ("2026-01-02T03:00:10.25", 1_767_322_810.25), ("2026-01-02T05:00:10+02:00", 1_767_322_810),
        ("2026-01-02T00:30-0230", 1_767_322_800),
    ])
    func `times are read`(text: String, seconds: Double) { #expect(CalendarTime.unixSeconds(text) == seconds) }

    @Test(arguments: [
        "", "1h", "2026", "2026-02-30", "2026-1-2", "2026-01-02T3:00", "2026-01-02T03:00:10.Z", "2026-01-02x",
    ])
    func `what is no time is refused`(text: String) { #expect(CalendarTime.unixSeconds(text) == nil) }

    @Test(arguments: [
        (0, "0 s"), (0.000_000_4, "0 µs"), (0.000_85, "850 µs"), (0.006_42, "6.4 ms"), (0.0457, "45.7 ms"),
        (0.3, "300 ms"), (0.9996, "1.00 s"), (1.234, "1.23 s"), (12.34, "12.3 s"), (59.96, "1 min"), (125, "2 min 5 s"),
        (3_600, "1 h"), (12_000, "3 h 20 min"), (187_200, "2 d 4 h"), (.nan, "?"), (-1.5, "-1.50 s"),
    ])
    func `durations are short`(seconds: Double, text: String) { #expect(Phrase.duration(seconds) == text) }
}
