// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

struct CameraCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "camera",
        abstract: "For authors of cameras.",
        subcommands: [CameraTestCommand.self, CameraCheckOneCommand.self]
    )
}
