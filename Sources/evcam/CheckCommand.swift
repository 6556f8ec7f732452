// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EvcamRuntime
import Logging

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Checks the configuration, loads and creates every camera, and tells what would run."
    )

    @OptionGroup var source: SourceOptions

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
        } catch let failure as Failure {
            throw failure.exit()
        }
    }
}
