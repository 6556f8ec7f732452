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
            LoggingSystem.bootstrap { LogOutput(file: .standardError, level: .warning).handler(label: $0) }
            var (draft, cameras) = try source.draft(source.overrides())
            // Cameras get no options that are known to be wrong.
            if !draft.hasMistakes {
                do {
                    try CameraCheck.run(draft.configuration, cameras, logger: Logger(label: "evcam"))
                } catch {
                    for refusal in error.errors { draft.refusal(by: refusal.camera, refusal.message) }
                }
            }
            draft.checkReplay()
            let configuration = try source.finish(draft)
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
