// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EvcamRuntime
import Glibc

struct SnapshotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Reads a recording to its end and prints the cluster's state as one JSON object on one line."
    )

    @Argument(help: "A recording: NDJSON, plain or gzip; - for standard input.")
    var source: String

    @Option(help: "Read for so long only: 5s, 1m.")
    var `for`: String?

    @Option(help: "Most tasks in memory.")
    var maxTasks = 10_000

    @Option(help: "Most workers in memory.")
    var maxWorkers = 5_000

    @Option(help: "A snapshot after every so many events, and a last one at the end.")
    var every: UInt64 = 0

    @Flag(help: "After each snapshot clear as Polaroid's clear_after does.")
    var clearAfter = false

    @Flag(help: "Leave timestamps as they are; with --celery-exact they are shifted by whole hours otherwise.")
    var noLocalize = false

    @Option(help: "The reader's own offset in whole hours west of UTC.")
    var here: Int64 = 0

    @Flag(help: "Keep Celery's plain errors too, so that the state is Celery's bit by bit.")
    var celeryExact = false

    func validate() throws {
        if maxTasks < 1 { throw ValidationError("--max-tasks must be at least 1, but is \(maxTasks)") }
        if maxWorkers < 1 { throw ValidationError("--max-workers must be at least 1, but is \(maxWorkers)") }
        do {
            _ = try `for`.map { try SnapshotReader.duration($0) }
        } catch {
            throw ValidationError("\(error)")
        }
    }

    func run() throws {
        var options = SnapshotReader.Options()
        options.limits.maxTasks = maxTasks
        options.limits.maxWorkers = maxWorkers
        options.every = every
        options.clearAfter = clearAfter
        options.here = here
        options.celeryExact = celeryExact
        if noLocalize { options.localize = false }
        do {
            options.duration = try `for`.map { try SnapshotReader.duration($0) }
            try SnapshotReader.read(source, options, complain: { Terminal.error("evcam: \($0)") }) { bytes in
                bytes.withUnsafeBytes { Terminal.write($0, to: STDOUT_FILENO) }
            }
        } catch {
            throw Failure("evcam: error: \(error)", exitCode: ExitStatus.noInput).exit()
        }
    }
}
