// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EvcamRuntime

/// What `evcam camera test` and the processes it starts share.
struct CameraTestOptions: ParsableArguments {
    @Argument(help: "The camera: a file, or the id of one that is installed.")
    var file = ""

    @Option(
        name: [.customShort("o"), .customLong("option")],
        help: ArgumentHelp(
            "An option of the camera; may be repeated. Samples stand in for others.", valueName: "key=value"))
    var options: [String] = []

    @Option(help: ArgumentHelp("Where random numbers begin; by default somewhere else each time.", valueName: "number"))
    var seed: UInt64?

    @Option(help: ArgumentHelp("How long one call of the camera may take.", valueName: "seconds"))
    var deadline: Double = 10

    @Option(help: ArgumentHelp("How many tasks are many.", valueName: "number"))
    var tasks = 100_000

    @Option(help: ArgumentHelp("How many instances are many.", valueName: "number"))
    var cycles = 100

    func validate() throws {
        guard tasks > 0, tasks <= 10_000_000 else { throw ValidationError("--tasks must be 1 to 10,000,000") }
        guard cycles > 0, cycles <= 100_000 else { throw ValidationError("--cycles must be 1 to 100,000") }
        guard deadline > 0, deadline <= 86_400 else { throw ValidationError("--deadline must be above 0, up to 86400") }
    }

    /// What checks work with, in a folder.
    func setup(_ folder: String, seed: UInt64) throws -> CheckSetup {
        guard !file.isEmpty else {
            throw Failure("evcam: error: name the camera's file, or --list the checks", exitCode: ExitStatus.usage)
        }
        let environment = ProcessEnvironment.values
        let found: CameraFile
        do {
            // A file's name alone means the file here, as for every tool that an author uses.
            let path = file.hasSuffix(".so") && !file.contains("/") ? "./" + file : file
            found = try CameraDirectory().find(path)
        } catch {
            throw Failure("evcam: error: \(error)", exitCode: ExitStatus.noInput)
        }
        let (deadline, tasks, cycles) = (deadline, tasks, cycles)
        let launcher = CheckLauncher(environment: environment) { check, setup in
            [
                "evcam", "camera", "check-one", check, found.resolvedPath, "--folder", setup.folder, "--seed",
                "\(setup.seed)", "--deadline", "\(deadline)", "--tasks", "\(tasks)", "--cycles", "\(cycles)",
            ] + setup.options.flatMap { ["-o", $0] }
        }
        return CheckSetup(
            file: found, folder: folder, seed: seed, tasks: tasks, cycles: cycles, deadline: deadline,
            options: options, reading: .asConfigured(environment), launcher: launcher, helper: CameraHostCommand.helper)
    }
}
