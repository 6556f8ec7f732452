// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import EvcamRuntime

/// What `evcam` starts itself as for a camera with `isolation: process`.
struct CameraHostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "camera-host",
        abstract: "Runs one camera for the evcam that starts this.",
        shouldDisplay: false
    )

    /// This program, started as that.
    static var helper: HelperProgram { .itself([configuration.commandName ?? "camera-host"]) }

    func run() throws { CameraHelper.run() }
}
