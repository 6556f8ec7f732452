// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EvcamRuntime
import Glibc
import Logging

struct SnapshotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Prints the state of a cluster, or that at the end of a recording, as one JSON object on one line."
    )

    @OptionGroup var origin: OriginOptions

    @Option(help: "Read for so long only: 5s, 1m; at a broker, where it is needed, it counts from the subscription.")
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
            try read(try origin.load(), options)
        } catch let failure as Failure {
            throw failure.exit()
        } catch let error as ValidationError {
            throw error
        } catch let error as BrokerError {
            throw Failure("evcam: error: \(error)", exitCode: ExitStatus.unavailable).exit()
        } catch {
            throw Failure("evcam: error: \(error)", exitCode: ExitStatus.noInput).exit()
        }
    }

    private func read(_ origin: EventOrigin, _ options: SnapshotReader.Options) throws {
        func complain(_ sentence: String) { Terminal.error("evcam: \(sentence)") }
        func output(_ bytes: [UInt8]) { bytes.withUnsafeBytes { Terminal.write($0, to: STDOUT_FILENO) } }
        switch origin {
        case .recording(let path): try SnapshotReader.read(path, options, complain: complain, output: output)
        case .broker(let settings):
            guard options.duration != nil else {
                throw ValidationError("a broker's events never end; say how long to read with --for, as in --for 5s")
            }
            let log = LogOutput(file: .standardError, level: .warning)
            LoggingSystem.bootstrap { log.handler(label: $0) }
            try SnapshotReader.read(
                broker: settings, options, logger: Logger(label: "evcam"), complain: complain, output: output)
        }
    }
}
