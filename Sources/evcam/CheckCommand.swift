// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EvcamRuntime
import Logging

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks the configuration, every camera and the broker, and tells what would run."
    )

    @OptionGroup var source: SourceOptions

    @Flag(name: .customLong("no-broker"), help: "Leave the broker out: check the configuration and the cameras only.")
    var leavesBrokerOut = false

    func run() throws {
        do {
            let (configuration, cameras) = try source.load()
            LoggingSystem.bootstrap { LogOutput(file: .standardError, level: .warning).handler(label: $0) }
            do {
                try CameraCheck.run(configuration, cameras, logger: Logger(label: "evcam"))
            } catch {
                let lines = error.errors.map { "evcam: error: \($0.message)" }
                throw Failure(lines.joined(separator: "\n"), exitCode: ExitStatus.config)
            }
            Terminal.print(Plan.text(configuration, cameras))
            if !leavesBrokerOut, let broker = configuration.broker { try check(broker) }
        } catch let failure as Failure {
            throw failure.exit()
        }
    }

    private func check(_ broker: BrokerConfiguration) throws {
        let check = BrokerCheck(broker.settings)
        if !check.lines.isEmpty { Terminal.print(check.lines.joined(separator: "\n")) }
        if let failure = check.failure {
            throw Failure("evcam: error: \(failure)", exitCode: ExitStatus.unavailable)
        }
    }
}
