// SPDX-License-Identifier: Apache-2.0
import CameraHost

/// How our own executable is started again for one check.
package struct CheckLauncher: Sendable {
    /// The arguments, with the program's name, that make it run a check.
    private let arguments: @Sendable (_ check: String, _ setup: CheckSetup) -> [String]
    /// What it is to find in its environment.
    private let environment: [String: String]

    /// Makes a launcher.
    package init(
        environment: [String: String],
        arguments: @escaping @Sendable (_ check: String, _ setup: CheckSetup) -> [String]
    ) {
        self.environment = environment
        self.arguments = arguments
    }

    /// Starts a check.
    func launch(_ check: String, _ setup: CheckSetup) throws(CheckProcess.LaunchError) -> CheckProcess {
        var environment = environment
        // Swift's own look at a crash takes longer than all the rest; `--in-process` is there for looking.
        environment["SWIFT_BACKTRACE"] = "enable=no"
        if let sanitizer = SanitizerRuntime.path(neededBy: setup.file.resolvedPath) {
            environment["LD_PRELOAD"] = sanitizer
        }
        return try CheckProcess(arguments(check, setup), environment)
    }
}
