// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import CameraScaffold
import EvcamRuntime

struct CameraNewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Makes the project of a new camera: builds with one command, with a test, a CI file and a README.",
        discussion: """
            The project is the folder NAME here. What it does to begin with: it appends a line to a file for each task \
            that failed.
            """
    )

    @Argument(help: "The camera's id: lower-case letters, digits and `-`.")
    var name: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("swift, c, cpp (C++17), or exec (a program in any language).", valueName: "language"))
    var language: String

    @Option(
        help: ArgumentHelp(
            "For Swift: the folder with CameraKit, PREFIX/share/evcam/sdk or evcam's sources; else EVCAM_SDK's.",
            discussion: "If neither says so, the one that came with this evcam.", valueName: "folder"))
    var sdk: String?

    func validate() throws { _ = try project() }

    func run() throws {
        let project = try project()
        do {
            try project.write(to: name)
        } catch {
            throw Failure("evcam: error: \(error)", exitCode: ExitStatus.cannotCreate).exit()
        }
        tell(project)
    }

    private func project() throws -> CameraProject {
        do {
            let language = try ProjectLanguage(parsing: language)
            if sdk != nil, language != .swift {
                throw ValidationError("--sdk goes with --language swift; pkg-config finds the headers of C and C++")
            }
            let sdk = language == .swift ? try SDKFolder.find(sdk) : nil
            return try CameraProject(id: name, language: language, sdk: sdk)
        } catch let error as ScaffoldError {
            throw ValidationError(error.description)
        }
    }

    private func tell(_ project: CameraProject) {
        let files = project.files.filter { !$0.purpose.isEmpty }
        let width = files.map(\.path.count).max() ?? 0
        var lines = ["Made \(name)/:"]
        for file in files {
            lines.append("  \(file.path)\(String(repeating: " ", count: width - file.path.count))  \(file.purpose)")
        }
        if project.language == .swift, project.sdk == nil {
            lines.append("CameraKit will come from evcam's repository; EVCAM_SDK or --sdk names a folder that has it.")
        }
        let steps = ["cd \(name)", project.buildCommand, "evcam record -c config.yaml", project.testCommand]
        lines += ["Next:"] + steps.compactMap { $0 }.map { "  " + $0 }
        Terminal.print(lines.joined(separator: "\n"))
    }
}
