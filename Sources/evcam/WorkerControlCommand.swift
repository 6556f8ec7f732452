// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EvcamRuntime

struct WorkerControlCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "control",
        abstract: "Asks the workers for something, as `celery control` does, and shows their answers.",
        subcommands: [EnableEvents.self, DisableEvents.self, Ping.self]
    )

    struct EnableEvents: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lets workers send task events, until they are told otherwise or restarted.")
        @OptionGroup var options: WorkerControlOptions
        func run() throws { try options.call(.enableEvents) }
    }

    struct DisableEvents: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lets workers send no task events; those that were started with -E go on all the same.")
        @OptionGroup var options: WorkerControlOptions
        func run() throws { try options.call(.disableEvents) }
    }

    struct Ping: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows which workers answer.")
        @OptionGroup var options: WorkerControlOptions
        func run() throws { try options.call(.ping) }
    }
}

struct WorkerControlOptions: ParsableArguments {
    @OptionGroup var origin: OriginOptions

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "A worker that is meant, several with commas; may be repeated. All, if not given.",
            valueName: "node"))
    var destination: [String] = []

    @Option(name: .shortAndLong, help: "How long to wait for answers.")
    var timeout = "1s"

    @Flag(name: .shortAndLong, help: "Print the answers as one JSON object.")
    var json = false

    func validate() throws {
        do {
            _ = try seconds()
        } catch {
            throw ValidationError("\(error)".replacing("--for:", with: "--timeout:"))
        }
    }

    private func seconds() throws -> Double { try SnapshotReader.duration(timeout) / .seconds(1) }

    /// Asks, prints, and ends with 69 if somebody who should have answered has not.
    func call(_ method: ControlCommand.Method) throws {
        do {
            let settings = try origin.loadBroker()
            let nodes = destination.flatMap { $0.split(separator: ",").map(String.init) }
            let outcome = try WorkerControl.call(
                ControlCommand(method, destination: nodes), settings, timeout: try seconds())
            Terminal.print(json ? outcome.json : outcome.text)
            if outcome.replies.isEmpty {
                throw Failure("evcam: error: no worker answered within \(timeout)", exitCode: ExitStatus.unavailable)
            }
            if !outcome.missing.isEmpty {
                let names = outcome.missing.joined(separator: ", ")
                throw Failure(
                    "evcam: error: no answer within \(timeout) from: \(names)", exitCode: ExitStatus.unavailable)
            }
            if outcome.hasErrors {
                throw Failure("evcam: error: a worker answered with an error", exitCode: ExitStatus.software)
            }
        } catch let failure as Failure {
            throw failure.exit()
        } catch let error as BrokerError {
            throw Failure("evcam: error: \(error)", exitCode: ExitStatus.unavailable).exit()
        }
    }
}
