// SPDX-License-Identifier: Apache-2.0

public import CameraKit

/// What the user says of the program.
public struct ExecConfiguration: CameraConfiguration {
    @Option("the program and its arguments", min: 1) var command: [String]
    @Option("variables for it, NAME=VALUE, beside evcam's own") var environment: [String]?
    @Option("the folder it is started in; unset: evcam's", .path) var directory: String?
    @Option("a line for every task and worker at each shutter, not only for what changed", wants: .tasks)
    var full: Bool = false
    @Option("tell it when to clean up, too") var cleanup: Bool = false
    @Option("how long it may go on at the end before it is killed", min: .zero, max: .seconds(3600))
    var grace: Duration = .seconds(5)

    /// The defaults.
    public init() {}
}
