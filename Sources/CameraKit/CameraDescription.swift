// SPDX-License-Identifier: Apache-2.0

import CameraABI

/// What a camera says about itself before an instance exists.
public struct CameraDescription: Sendable {
    /// What only some cameras want: the costly parts of a snapshot, and the terminal.
    public struct Wants: OptionSet, Sendable, Hashable {
        /// The ABI's flags (`EVCAM_CAMERA_WANTS_...`).
        public let rawValue: UInt32

        /// Makes a set from the ABI's flags.
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// ``SnapshotView/tasks``: the whole state at every shutter.
        public static let tasks = Wants(rawValue: EVCAM_CAMERA_WANTS_TASKS)
        /// ``SnapshotView/taskCounts``: how many tasks are in a state, by name.
        public static let taskCounts = Wants(rawValue: EVCAM_CAMERA_WANTS_TASK_COUNTS)
        /// ``SnapshotView/counters``: exact event counters.
        public static let counters = Wants(rawValue: EVCAM_CAMERA_WANTS_COUNTERS)
        /// To draw on the host's terminal: hosted inline, unless its own configuration says otherwise.
        public static let terminal = Wants(rawValue: EVCAM_CAMERA_WANTS_TERMINAL)
    }

    /// What YAML says after `camera:`: lower-case letters, digits and `-`.
    public var id: String
    /// The camera's own version.
    public var version: String
    /// One line for people.
    public var summary: String
    /// Who made it.
    public var author: String
    /// SPDX id of its licence.
    public var license: String
    /// The costly parts of a snapshot it needs, and whether it draws on the terminal.
    public var wants: Wants

    /// Makes a description.
    public init(
        id: String, version: String, summary: String, author: String = "", license: String = "",
        wants: Wants = []
    ) {
        self.id = id
        self.version = version
        self.summary = summary
        self.author = author
        self.license = license
        self.wants = wants
    }
}
