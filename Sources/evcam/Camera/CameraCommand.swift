// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

struct CameraCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "camera",
        abstract: "For those who write a camera: makes a project, looks into a library, proves it right.",
        discussion: "Which cameras there are, and what options they take, `evcam cameras` tells.",
        subcommands: [
            CameraNewCommand.self, CameraInspectCommand.self, CameraTestCommand.self, CameraCheckOneCommand.self,
        ]
    )
}
