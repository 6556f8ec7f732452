// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EvcamRuntime

struct CamerasCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cameras",
        abstract: "Lists the cameras that were found; with a name, one camera's options and a sample configuration."
    )

    @Argument(help: "A camera's id or path.")
    var name: String?

    @Option(help: "A folder to look in before all others; may be repeated.")
    var cameraPath: [String] = []

    func run() throws {
        let directory = CameraDirectory(cameraPath: cameraPath)
        guard let name else { return list(directory) }
        do {
            Terminal.print(CameraManual.text(try CameraLibrary(directory.find(name))))
        } catch {
            throw Failure("evcam: error: \(error)", exitCode: ExitStatus.noInput).exit()
        }
    }

    private func list(_ directory: CameraDirectory) {
        let ids = directory.ids()
        if ids.isEmpty {
            Terminal.print("no cameras; looked in:\n" + directory.folders.map { "  " + $0 }.joined(separator: "\n"))
        }
        let width = ids.map(\.count).max() ?? 0
        for id in ids {
            let name = id + String(repeating: " ", count: width - id.count)
            do {
                let library = try CameraLibrary(directory.find(id))
                let description = library.description
                let indent = String(repeating: " ", count: width)
                Terminal.print(
                    "\(name)  \(description.version)  \(description.summary)\n\(indent)  \(library.file.path)")
            } catch {
                Terminal.print("\(name)  refused: \(error)")
            }
        }
    }
}
