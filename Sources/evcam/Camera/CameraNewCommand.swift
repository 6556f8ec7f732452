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
        if let other = try? CameraDirectory().find(name) {
            Terminal.error(
                "evcam: warning: there is a camera `\(name)` already, \(other.path); "
                    + "`camera: \(name)` means the first that is found")
        }
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
            // Those of the installation, whatever the user's own folders have.
            if (try? CameraDirectory(environment: [:]).find(name)) != nil {
                throw ValidationError(
                    "`\(name)` is one of evcam's own cameras, and two of a name get in each other's way; "
                        + "`my-\(name)` would do")
            }
            let sdk = language == .swift ? try SDKFolder.find(sdk) : nil
            guard language != .swift || sdk != nil else {
                throw ValidationError(
                    "there is no CameraKit beside this evcam; name its folder with --sdk or EVCAM_SDK: "
                        + "PREFIX/share/evcam/sdk of an installation, or evcam's sources")
            }
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
        let steps = ["cd \(name)", project.buildCommand, "evcam record -c config.yaml", project.testCommand]
        lines += ["Next:"] + steps.compactMap { $0 }.map { "  " + $0 }
        Terminal.print(lines.joined(separator: "\n"))
    }
}
