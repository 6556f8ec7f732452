// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EvcamRuntime

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "About the configuration's form.",
        subcommands: [Schema.self]
    )

    struct Schema: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints the configuration's JSON Schema, for editors; found cameras' options are in it.")

        @Option(help: "A folder to look for cameras in before all others; may be repeated.")
        var cameraPath: [String] = []

        func run() throws {
            let directory = CameraDirectory(cameraPath: cameraPath)
            var cameras: [String: [OptionDeclaration]] = [:]
            for id in directory.ids() {
                // One that cannot be loaded has no place in the schema; `evcam cameras` says why.
                if let library = try? CameraLibrary(directory.find(id)) { cameras[id] = library.description.options }
            }
            Terminal.print(ConfigurationSchema.json(cameras: cameras))
        }
    }
}
