// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EvcamRuntime
import Glibc
import Phrases
import Recordings

/// Which recording is read, and which of its tasks.
struct RecordingOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            """
            A file of the sqlite or the jsonl camera, the URL of a database that the postgres camera writes to \
            (postgresql://...), or - for lines of the jsonl camera on standard input.
            """))
    var recording: String

    @Option(
        name: .long,
        help: ArgumentHelp("Only tasks whose name fits, as in 'shop.*'; several: any of them.", valueName: "glob"))
    var task: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp("Only tasks of workers whose name fits; several: any of them.", valueName: "glob"))
    var worker: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only tasks whose last event is so young (90s, 1h, 7d), or not before a time (2026-01-02T03:04Z; UTC if it names no zone).",
            valueName: "age or time"))
    var since: String?

    @Option(help: ArgumentHelp("Only tasks whose last event is older than that; as --since.", valueName: "age or time"))
    var until: String?

    /// The query that the options make.
    func query() throws -> TaskQuery {
        var query = TaskQuery()
        query.names = try task.map { try Self.pattern($0, "--task") }
        query.workers = try worker.map { try Self.pattern($0, "--worker") }
        query.since = try since.map { try Self.time($0, "--since") }
        query.until = try until.map { try Self.time($0, "--until") }
        if let since = query.since, let until = query.until, since >= until {
            throw ValidationError("--since is not before --until; nothing lies between them")
        }
        return query
    }

    /// What the options leave, in words for a reader.
    var words: [String] {
        var words: [String] = []
        if !task.isEmpty { words.append("tasks " + task.joined(separator: ", ")) }
        if !worker.isEmpty { words.append("workers " + worker.joined(separator: ", ")) }
        if let since { words.append("since \(since)") }
        if let until { words.append("until \(until)") }
        return words
    }

    /// Opens the recording and works with it; ends the command with a sentence and an exit code if that fails.
    func read<Result>(_ body: (any Recording) throws -> Result) throws -> Result {
        do {
            return try body(try RecordingSource.open(recording))
        } catch let error as RecordingError {
            let code =
                switch error.kind {
                case .missing: ExitStatus.noInput
                case .unreadable: ExitStatus.dataError
                case .unavailable: ExitStatus.unavailable
                case .failed: ExitStatus.ioError
                }
            throw Failure("evcam: error: \(VisibleText.of(error.description))", exitCode: code).exit()
        } catch let failure as Failure {
            throw failure.exit()
        }
    }

    private static func pattern(_ text: String, _ option: String) throws -> NamePattern {
        do {
            let glob = try Glob(text)
            return NamePattern(text, matches: { glob.matches($0) })
        } catch {
            throw ValidationError("\(option): \(error)")
        }
    }

    private static func time(_ text: String, _ option: String) throws -> Double {
        if let time = CalendarTime.unixSeconds(text) { return time }
        do {
            return now() - (try SnapshotReader.duration(text)) / .seconds(1)
        } catch {
            throw ValidationError(
                "\(option) `\(text)` is neither an age (90s, 1h, 7d) nor a time (2026-01-02, 2026-01-02T03:04:05Z)")
        }
    }

    /// UNIX seconds.
    static func now() -> Double {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }
}
