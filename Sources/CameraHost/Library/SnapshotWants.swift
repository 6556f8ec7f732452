// SPDX-License-Identifier: Apache-2.0
import CameraABI

/// What only some cameras want (`EVCAM_CAMERA_WANTS_…`): the costly parts of a snapshot, and the terminal.
public struct SnapshotWants: OptionSet, Sendable, Hashable {
    /// The ABI's flags.
    public let rawValue: UInt32

    /// Makes a set from the ABI's flags.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The whole state at every shutter.
    public static let tasks = SnapshotWants(rawValue: EVCAM_CAMERA_WANTS_TASKS)
    /// Tasks counted by name and state.
    public static let taskCounts = SnapshotWants(rawValue: EVCAM_CAMERA_WANTS_TASK_COUNTS)
    /// The event counters.
    public static let counters = SnapshotWants(rawValue: EVCAM_CAMERA_WANTS_COUNTERS)
    /// To draw on the host's terminal.
    public static let terminal = SnapshotWants(rawValue: EVCAM_CAMERA_WANTS_TERMINAL)
}
