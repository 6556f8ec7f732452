// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EvcamRuntime
import Glibc
import Logging
import Phrases

struct DumpCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dump",
        abstract: "Prints a cluster's events as `celery events --dump` does, or writes a recording of them.",
        discussion: """
            It goes on until Ctrl-C or SIGTERM, through losses of the connection. A file has .part behind its name \
            until it is finished; with --rotate there is one after the other, with the time in each name. At RabbitMQ \
            it reads from a queue of its own, whatever the configuration says.
            """
    )

    @OptionGroup var origin: OriginOptions

    @Flag(help: "Write each message as a line of a recording (NDJSON), which can be replayed.")
    var json = false

    @Option(name: .shortAndLong, help: "The file to write to, which must not exist; standard output if not given.")
    var output: String?

    @Option(help: ArgumentHelp("Begin a new file after so much: 100MB, 1h.", valueName: "size or duration"))
    var rotate: String?

    @Flag(help: "Compress the file, and put .gz behind its name.")
    var gzip = false

    @Option(help: "Stop after so long: 5s, 1m; at a broker it counts from the subscription.")
    var `for`: String?

    func validate() throws {
        if output == nil, rotate != nil || gzip {
            throw ValidationError("--\(rotate != nil ? "rotate" : "gzip") goes with a file; add -o FILE")
        }
        do {
            _ = try `for`.map { try SnapshotReader.duration($0) }
            _ = try rotate.map { try Rotation(parsing: $0) }
        } catch {
            throw ValidationError("\(error)")
        }
    }

    func run() throws {
        do {
            try dump(try origin.load())
        } catch let failure as Failure {
            throw failure.exit()
        } catch let error as DumpError {
            throw Failure("evcam: error: \(error)", exitCode: error.exitCode).exit()
        } catch let error as BrokerError {
            throw Failure("evcam: error: \(error)", exitCode: ExitStatus.unavailable).exit()
        } catch let error as SourceError {
            throw Failure("evcam: error: \(error)", exitCode: ExitStatus.noInput).exit()
        }
    }

    private func dump(_ origin: EventOrigin) throws {
        // Text says itself what becomes of the connection, in Celery's words.
        let log = LogOutput(file: .standardError, level: json ? .notice : .error)
        LoggingSystem.bootstrap { log.handler(label: $0) }
        // Before the first thread, so that all of them leave the signals alone.
        let route = SignalRoute()
        let signals = try ProcessSignals.install { route.pass($0) }
        defer { withExtendedLifetime(signals) {} }

        let duration = try `for`.map { try SnapshotReader.duration($0) / .seconds(1) }
        func complain(_ sentence: String) { Terminal.error("evcam: \(sentence)") }
        let source = try origin.open(failFast: duration != nil, logger: Logger(label: "evcam")) { complain($1) }
        let target = try open()
        let dump = EventDump(
            source, as: json ? .recording : .text(forTerminal: output == nil && Terminal.isTerminal(STDOUT_FILENO)),
            to: target, complain: complain)
        route.connect(stop: dump.stop, takePicture: {})
        defer { tell(dump, target) }
        try dump.run(for: duration)
    }

    private func open() throws -> any DumpOutput {
        guard let output else { return DescriptorOutput(STDOUT_FILENO) }
        return try RotatedOutput(output, rotation: try rotate.map { try Rotation(parsing: $0) }, compresses: gzip)
    }

    private func tell(_ dump: EventDump, _ target: any DumpOutput) {
        guard output != nil else { return }
        let names = target.files.count > 3 ? target.files.prefix(2) + ["…"] + target.files.suffix(1) : target.files
        let passed = dump.refused > 0 ? ", \(dump.refused) passed over" : ""
        Terminal.error(
            "evcam: wrote \(Phrase.count(dump.messages, "message"))\(passed) to \(names.isEmpty ? "no file" : names.joined(separator: ", "))"
        )
    }
}
