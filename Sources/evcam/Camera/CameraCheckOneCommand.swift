// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EvcamRuntime

/// One check, in the process that `evcam camera test` has started for it.
struct CameraCheckOneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-one", abstract: "Runs one check for `evcam camera test`.", shouldDisplay: false)

    @Argument var check: String
    @OptionGroup var camera: CameraTestOptions
    @Option var folder: String

    func run() throws {
        guard let check = CheckList.check(check) else {
            throw Failure("evcam: error: there is no check `\(check)`", exitCode: ExitStatus.software).exit()
        }
        do {
            CheckSession.runAndExit(check, try camera.setup(folder, seed: camera.seed ?? 1))
        } catch let failure as Failure {
            throw failure.exit()
        }
    }
}
