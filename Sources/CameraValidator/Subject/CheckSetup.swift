// SPDX-License-Identifier: Apache-2.0
import CameraHost
import Glibc

/// What a check works with.
package struct CheckSetup: Sendable {
    /// The camera.
    package var file: CameraFile
    /// A folder of the check's own, which exists.
    package var folder: String
    /// Where its random numbers begin.
    package var seed: UInt64
    /// How many tasks are many.
    package var tasks: Int
    /// How many lives are many.
    package var cycles: Int
    /// How many seconds a call may take.
    package var deadline: Double
    /// The user's options, `key=value`.
    package var options: [String]
    /// Reads them.
    package var reading: OptionReading
    /// Starts a check in a process of its own.
    package var launcher: CheckLauncher
    /// Is started for a camera that is to have a process of its own.
    package var helper: HelperProgram

    /// The same with a folder of a check's own below the folder, which is made.
    func own(_ check: Check) -> CheckSetup {
        var setup = self
        setup.folder += "/" + check.id
        mkdir(setup.folder, 0o700)
        return setup
    }

    /// Makes a set-up.
    package init(
        file: CameraFile, folder: String, seed: UInt64, tasks: Int, cycles: Int, deadline: Double, options: [String],
        reading: OptionReading, launcher: CheckLauncher, helper: HelperProgram
    ) {
        self.file = file
        self.folder = folder
        self.seed = seed
        self.tasks = tasks
        self.cycles = cycles
        self.deadline = deadline
        self.options = options
        self.reading = reading
        self.launcher = launcher
        self.helper = helper
    }
}
